// Rules for Operator::content: what is known of the elements of scalars and short lists of whole numbers. An entry is an integer, an
// expression in sizes (symbols of at least 0) or unknown; a rule never claims what some size makes wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "ir/operator.h"

namespace nnfront::ops {

using ContentRule = std::function<std::optional<Content>(const ContentContext&)>;

// The operator with this rule.
Operator with_rule(Operator op, ContentRule rule);

// How many elements the output has that is asked for.
std::size_t entry_count(const ContentContext& context);
// The entries of input i for an output of `count` elements: one stands for all, as in broadcasting. Unknown ones where nothing is known.
Shape entries_for(const ContentContext& context, int i, std::size_t count);

// Input 0 as it is, under whatever shape.
std::optional<Content> same_content(const ContentContext& context);
// Input 0, whose only entry, if it has but one, stands for all.
std::optional<Content> repeated_content(const ContentContext& context);
// From every entry of input 0, and from every pair of entries of inputs 0 and 1.
ContentRule content_by_entry(Dim (*rule)(const Dim& x));
ContentRule content_by_pair(Dim (*rule)(const Dim& a, const Dim& b));

// ---- Entries. Truth is 1 and 0.

// True where it is certain.
bool is_at_least(const Dim& entry, std::int64_t lowest);

// Rounded towards zero.
Dim quotient_entry(const Dim& a, const Dim& b);
// The same for numbers that are not rounded: known where it comes out even.
Dim exact_quotient_entry(const Dim& a, const Dim& b);
// Known where neither is negative, so that it does not matter whose sign it has.
Dim remainder_entry(const Dim& a, const Dim& b);
Dim smaller_entry(const Dim& a, const Dim& b);
Dim larger_entry(const Dim& a, const Dim& b);
Dim magnitude_entry(const Dim& x);

Dim equal_entry(const Dim& a, const Dim& b);
Dim less_entry(const Dim& a, const Dim& b);
Dim less_equal_entry(const Dim& a, const Dim& b);
Dim and_entry(const Dim& a, const Dim& b);
Dim or_entry(const Dim& a, const Dim& b);
Dim not_entry(const Dim& x);
// a where the condition holds, else b.
Dim chosen_entry(const Dim& condition, const Dim& a, const Dim& b);

}  // namespace nnfront::ops
