#include "ops/content.h"

namespace nnfront::ops {

namespace {

Dim truth(bool yes) {
  return yes ? 1 : 0;
}

}  // namespace

Operator with_rule(Operator op, ContentRule rule) {
  op.content = std::move(rule);
  return op;
}

std::size_t entry_count(const ContentContext& context) {
  return context.type.shape.empty() ? 1 : static_cast<std::size_t>(context.type.shape[0].integer());
}

Shape entries_for(const ContentContext& context, int i, std::size_t count) {
  const Content* content = context.content(i);
  if (content != nullptr && content->entries.size() == count) return content->entries;
  const bool one = content != nullptr && content->entries.size() == 1;
  return Shape(count, one ? content->entries[0] : Dim::unknown());
}

std::optional<Content> same_content(const ContentContext& context) {
  const Content* x = context.content(0);
  return x != nullptr ? std::optional(*x) : std::nullopt;
}

std::optional<Content> repeated_content(const ContentContext& context) {
  return Content{entries_for(context, 0, entry_count(context))};
}

ContentRule content_by_entry(Dim (*rule)(const Dim& x)) {
  return [rule](const ContentContext& context) -> std::optional<Content> {
    Content content{entries_for(context, 0, entry_count(context))};
    for (Dim& entry : content.entries) entry = rule(entry);
    return content;
  };
}

ContentRule content_by_pair(Dim (*rule)(const Dim& a, const Dim& b)) {
  return [rule](const ContentContext& context) -> std::optional<Content> {
    Content content{entries_for(context, 0, entry_count(context))};
    const Shape right = entries_for(context, 1, content.entries.size());
    for (std::size_t i = 0; i < right.size(); ++i) content.entries[i] = rule(content.entries[i], right[i]);
    return content;
  };
}

bool is_at_least(const Dim& entry, std::int64_t lowest) {
  const auto bound = lower_bound(entry);
  return bound && *bound >= lowest;
}

Dim quotient_entry(const Dim& a, const Dim& b) {
  if (b == Dim(0)) return Dim::unknown();
  if (a.is_integer() && b.is_integer()) return b == Dim(-1) ? Dim(0) - a : Dim(a.integer() / b.integer());
  const bool whole = is_at_least(a, 0) && is_at_least(b, 0);
  return whole ? floor_div(a, b) : Dim::unknown();
}

Dim exact_quotient_entry(const Dim& a, const Dim& b) {
  if (!a.is_integer() || !b.is_integer() || b == Dim(0)) return Dim::unknown();
  return modulo(a, b) == Dim(0) ? floor_div(a, b) : Dim::unknown();
}

Dim remainder_entry(const Dim& a, const Dim& b) {
  if (b == Dim(0) || !is_at_least(a, 0) || !is_at_least(b, 0)) return Dim::unknown();
  return modulo(a, b);
}

Dim smaller_entry(const Dim& a, const Dim& b) {
  if (is_at_least(b - a, 0)) return a;
  return is_at_least(a - b, 0) ? b : Dim::unknown();
}

Dim larger_entry(const Dim& a, const Dim& b) {
  if (is_at_least(a - b, 0)) return a;
  return is_at_least(b - a, 0) ? b : Dim::unknown();
}

Dim magnitude_entry(const Dim& x) {
  if (is_at_least(x, 0)) return x;
  return is_at_least(Dim(0) - x, 0) ? Dim(0) - x : Dim::unknown();
}

Dim equal_entry(const Dim& a, const Dim& b) {
  const Dim difference = a - b;
  if (difference.is_integer()) return truth(difference.integer() == 0);
  return is_at_least(difference, 1) || is_at_least(b - a, 1) ? Dim(0) : Dim::unknown();
}

Dim less_entry(const Dim& a, const Dim& b) {
  if (is_at_least(b - a, 1)) return 1;
  return is_at_least(a - b, 0) ? Dim(0) : Dim::unknown();
}

Dim less_equal_entry(const Dim& a, const Dim& b) {
  if (is_at_least(b - a, 0)) return 1;
  return is_at_least(a - b, 1) ? Dim(0) : Dim::unknown();
}

Dim and_entry(const Dim& a, const Dim& b) {
  if (a == Dim(0) || b == Dim(0)) return 0;
  return a == Dim(1) && b == Dim(1) ? Dim(1) : Dim::unknown();
}

Dim or_entry(const Dim& a, const Dim& b) {
  if (a == Dim(1) || b == Dim(1)) return 1;
  return a == Dim(0) && b == Dim(0) ? Dim(0) : Dim::unknown();
}

Dim not_entry(const Dim& x) {
  return x.is_integer() ? truth(x.integer() == 0) : Dim::unknown();
}

Dim chosen_entry(const Dim& condition, const Dim& a, const Dim& b) {
  if (condition == Dim(1)) return a;
  if (condition == Dim(0)) return b;
  return a == b ? a : Dim::unknown();
}

}  // namespace nnfront::ops
