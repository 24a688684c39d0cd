#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string_view>

#include "ops/arithmetic.h"
#include "ops/linear_algebra.h"
#include "ops/linear_algebra_parts.h"
#include "ops/shape_parts.h"
#include "support/fail.h"

namespace nnfront::ops {

namespace {

constexpr std::string_view form_label = "einsum_c1";
constexpr std::size_t longest_equation = 4096;
constexpr char ellipsis = '.';

// ---- The equation as text.

// One character per letter, `ellipsis` for "...".
using Term = std::string;

struct Equation {
  std::vector<Term> operands;
  std::optional<Term> output;
};

[[noreturn]] void malformed(std::string_view equation) {
  violated(form_label, "equation: got '{}', wanted terms of letters and at most one '...', joined by ',', and one behind '->'",
           printable(equation));
}

Term parse_term(std::string_view text, std::string_view equation) {
  Term term;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "...") {
      term += ellipsis;
      i += 2;
    } else if (std::isalpha(static_cast<unsigned char>(text[i])) != 0) {
      term += text[i];
    } else {
      malformed(equation);
    }
  }
  if (std::count(term.begin(), term.end(), ellipsis) > 1) malformed(equation);
  return term;
}

Equation parse(std::string_view equation) {
  if (equation.size() > longest_equation) {
    violated(form_label, "equation: got {} characters, wanted at most {}", equation.size(), longest_equation);
  }
  std::string text(equation);
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  Equation result;
  const std::size_t arrow = text.find("->");
  if (arrow != std::string::npos) result.output = parse_term(std::string_view(text).substr(arrow + 2), equation);
  std::string_view rest = std::string_view(text).substr(0, arrow);
  while (true) {
    const std::size_t comma = rest.find(',');
    result.operands.push_back(parse_term(rest.substr(0, comma), equation));
    if (comma == std::string_view::npos) return result;
    rest.remove_prefix(comma + 1);
  }
}

// "..." where it occurs, then what occurs once; characters are in the order of ASCII.
Term implicit_output(const Equation& equation) {
  std::map<char, int> occurrences;
  for (const Term& term : equation.operands) {
    for (const char c : term) ++occurrences[c];
  }
  Term term;
  for (const auto& [c, count] : occurrences) {
    if (c == ellipsis || count == 1) term += c;
  }
  return term;
}

// ---- Every dimension by name.

// A letter, or for dimensions of an ellipsis -1 for the last, -2 for the one before.
using Label = int;
using Labels = std::vector<Label>;

struct Contraction {
  std::vector<Labels> operands;
  Labels output;
};

// `hidden`: the dimensions that an ellipsis stands for.
Labels labels_of(const Term& term, int hidden) {
  Labels labels;
  for (const char c : term) {
    if (c != ellipsis) labels.push_back(static_cast<unsigned char>(c));
    for (int i = hidden; c == ellipsis && i > 0; --i) labels.push_back(-i);
  }
  return labels;
}

int hidden_dimensions(const Term& term, std::size_t rank, std::size_t operand) {
  const bool open = term.find(ellipsis) != Term::npos;
  const std::size_t named = term.size() - (open ? 1 : 0);
  if (rank < named || (!open && rank != named)) {
    violated("einsum_c3", "operand {}: got rank {}, wanted {}{} by its term", operand, rank, named, open ? " or more" : "");
  }
  return static_cast<int>(rank - named);
}

Contraction contraction_of(std::string_view text, const std::vector<std::size_t>& ranks) {
  const Equation equation = parse(text);
  if (equation.operands.size() != ranks.size()) {
    violated("einsum_c2", "got {} operands, wanted {} by the equation", ranks.size(), equation.operands.size());
  }
  Contraction contraction;
  int most_hidden = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const int hidden = hidden_dimensions(equation.operands[i], ranks[i], i);
    contraction.operands.push_back(labels_of(equation.operands[i], hidden));
    most_hidden = std::max(most_hidden, hidden);
  }
  contraction.output = labels_of(equation.output ? *equation.output : implicit_output(equation), most_hidden);
  return contraction;
}

// The size of every name: NumPy's broadcasting over the dimensions that have it.
std::map<Label, Dim> sizes_of(const Contraction& contraction, const std::vector<Shape>& shapes) {
  std::map<Label, Dim> sizes;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    for (std::size_t d = 0; d < shapes[i].size(); ++d) {
      const auto [place, is_new] = sizes.emplace(contraction.operands[i][d], shapes[i][d]);
      if (!is_new) place->second = broadcast_shape("einsum_c5", {place->second}, {shapes[i][d]})[0];
    }
  }
  return sizes;
}

void check_output(const Labels& output, const std::map<Label, Dim>& sizes) {
  std::set<Label> seen;
  for (const Label label : output) {
    if (sizes.count(label) == 0 || !seen.insert(label).second) {
      violated("einsum_c4", "the output names '{}' {}, wanted each name once, and one that an operand has", static_cast<char>(label),
               sizes.count(label) == 0 ? "alone" : "twice");
    }
  }
}

template <class Types>
Contraction contraction_of_types(const EinsumAttrs& attrs, const Types& types, std::vector<Shape>& shapes) {
  std::vector<std::size_t> ranks;
  for (const TensorType* type : types) {
    ranks.push_back(type->shape.size());
    shapes.push_back(type->shape);
  }
  return contraction_of(attrs.equation, ranks);
}

std::vector<TensorType> infer_einsum(const InferContext& context) {
  std::vector<Shape> shapes;
  const Contraction contraction = contraction_of_types(context.attrs<EinsumAttrs>(), context.inputs, shapes);
  for (const TensorType* type : context.inputs) {
    check_dtype("einsum_c6", "operands", *type, DTypeClass::number);
    check_same_dtype("einsum_c6", "operands", *type, context.input(0).dtype);
  }
  const std::map<Label, Dim> sizes = sizes_of(contraction, shapes);
  check_output(contraction.output, sizes);
  Shape shape;
  for (const Label label : contraction.output) shape.push_back(sizes.at(label));
  return {{context.input(0).dtype, shape}};
}

// ---- Kernel.

// Per name the step in an operand's elements: that of all its dimensions with the name together; stretched ones do not step.
std::vector<std::int64_t> strides_by_label(const Labels& wanted, const Labels& labels, const std::vector<std::int64_t>& dims) {
  const std::vector<std::int64_t> own = strides_of(dims);
  std::vector<std::int64_t> strides(wanted.size(), 0);
  for (std::size_t w = 0; w < wanted.size(); ++w) {
    for (std::size_t d = 0; d < dims.size(); ++d) {
      if (labels[d] == wanted[w] && dims[d] != 1) strides[w] += own[d];
    }
  }
  return strides;
}

// One operand as it is walked: its elements, and steps for the names of the output, for those that are summed over but the last, and
// for the last.
template <class T>
struct Walked {
  std::vector<T> elements;
  std::vector<std::int64_t> kept;
  std::vector<std::int64_t> summed;
  std::int64_t last = 0;
};

// What is summed over; the last name apart, which the inner loop runs along.
struct Summed {
  Labels labels;
  std::vector<std::int64_t> dims;
  std::int64_t last = 1;
};

Summed summed_labels(const Contraction& contraction, const std::map<Label, Dim>& sizes) {
  Summed summed;
  for (const auto& [label, size] : sizes) {
    if (std::find(contraction.output.begin(), contraction.output.end(), label) != contraction.output.end()) continue;
    summed.labels.push_back(label);
    summed.dims.push_back(size.integer());
  }
  if (summed.dims.empty()) return summed;
  summed.last = summed.dims.back();
  summed.dims.pop_back();
  return summed;
}

template <class T>
std::vector<Walked<T>> walked_operands(const EvalContext& context, const Contraction& contraction, const Summed& summed) {
  std::vector<Walked<T>> all;
  for (std::size_t i = 0; i < contraction.operands.size(); ++i) {
    const Array& operand = context.input(static_cast<int>(i));
    Walked<T> walked{operands<T>(operand), strides_by_label(contraction.output, contraction.operands[i], operand.dims()),
                     strides_by_label(summed.labels, contraction.operands[i], operand.dims())};
    if (!walked.summed.empty()) {
      walked.last = walked.summed.back();
      walked.summed.pop_back();
    }
    all.push_back(std::move(walked));
  }
  return all;
}

// The sum along the last name of the products of the elements from these offsets on.
template <class T>
T sum_of_products(const std::vector<Walked<T>>& all, const std::vector<std::int64_t>& offsets, std::int64_t count) {
  T sum = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    T term = 1;
    for (std::size_t i = 0; i < all.size(); ++i) {
      term = multiply_numbers(term, all[i].elements[static_cast<std::size_t>(offsets[i] + k * all[i].last)]);
    }
    sum = add_numbers(sum, term);
  }
  return sum;
}

template <class T>
Array contracted(const EvalContext& context, const Contraction& contraction, const std::map<Label, Dim>& sizes) {
  const Summed summed = summed_labels(contraction, sizes);
  const std::vector<Walked<T>> all = walked_operands<T>(context, contraction, summed);
  const std::vector<std::int64_t> dims = output_dims(context);
  std::vector<T> out;
  std::vector<std::int64_t> offsets(all.size());
  for_each_index(dims, [&](std::span<const std::int64_t> index) {
    T sum = 0;
    for_each_index(summed.dims, [&](std::span<const std::int64_t> inner) {
      for (std::size_t i = 0; i < all.size(); ++i) offsets[i] = offset_of(index, all[i].kept) + offset_of(inner, all[i].summed);
      sum = add_numbers(sum, sum_of_products(all, offsets, summed.last));
    });
    out.push_back(sum);
  });
  return result<T>(context.input(0).dtype(), dims, out);
}

std::vector<Array> eval_einsum(const EvalContext& context) {
  std::vector<std::size_t> ranks;
  std::vector<Shape> shapes;
  for (const Array* operand : context.inputs) {
    ranks.push_back(operand->dims().size());
    shapes.push_back(shape_of(operand->dims()));
  }
  const Contraction contraction = contraction_of(context.attrs<EinsumAttrs>().equation, ranks);
  const std::map<Label, Dim> sizes = sizes_of(contraction, shapes);
  return {with_arithmetic_type(context.input(0).dtype(), [&]<class T>() { return contracted<T>(context, contraction, sizes); })};
}

// ---- Cost: the product of all sizes for every operand but the first.

// The operand that is a parameter is the weight; of two the right one, as in a product of matrices. A weight that is read along a
// diagonal does not take part with every element.
int weight_of(const CostContext& context, const Contraction& contraction) {
  if (contraction.operands.size() != 2) return -1;
  for (const std::size_t i : {std::size_t{1}, std::size_t{0}}) {
    const Labels& labels = contraction.operands[i];
    const bool constant = i < context.is_constant.size() && context.is_constant[i];
    if (constant && std::set<Label>(labels.begin(), labels.end()).size() == labels.size()) return static_cast<int>(i);
  }
  return -1;
}

Cost cost_einsum(const CostContext& context) {
  std::vector<Shape> shapes;
  const Contraction contraction = contraction_of_types(context.attrs<EinsumAttrs>(), context.inputs, shapes);
  std::int64_t terms = 1;
  for (const auto& [label, size] : sizes_of(contraction, shapes)) terms = checked_multiply(terms, size.integer());
  if (shapes.size() == 1) return elementwise_cost(terms);
  Cost cost;
  cost.macs = checked_multiply(terms, static_cast<std::int64_t>(shapes.size()) - 1);
  cost.padded_macs = cost.macs;
  cost.weight_input = weight_of(context, contraction);
  if (cost.weight_input < 0) return cost;
  const std::int64_t size = element_count(context.input_dims(cost.weight_input));
  const std::int64_t uses = size == 0 ? 0 : cost.macs / size;
  cost.sparse_macs = [uses, size](const Array& weight) {
    ensure(weight.size() == size, "the weight has the dims that the cost was asked for");
    return uses * count_nonzero(weight);
  };
  return cost;
}

}  // namespace

Operator einsum() {
  return {
      .name = "einsum",
      .family = "linear_algebra",
      .doc =
          "Products summed by an equation such as \"bij,bjk->bik\": a term of letters per operand names its dimensions, \"...\" stands for "
          "any number of them, and what the term behind \"->\" lacks is summed over.",
      .inputs = {{"operands", "one per term of the equation, of one type", Operand::Arity::variadic}},
      .outputs = {{"y", "type of the operands, the dimensions that the last term names"}},
      .constraints =
          {{form_label,
            "the equation has at most 4096 characters: terms of letters, each with at most one ellipsis, joined by commas, and at "
            "most one term behind an arrow"},
           {"einsum_c2", "there are as many operands as terms"},
           {"einsum_c3", "every operand has the rank of its term"},
           {"einsum_c4", "the output has every name once, and only names that an operand has"},
           {"einsum_c5", "dimensions of one name are equal or 1"},
           {"einsum_c6", "the operands are of one integer or floating type"}},
      .defaults = EinsumAttrs{},
      .infer = infer_einsum,
      .eval = eval_einsum,
      .cost = cost_einsum,
      .source = "https://numpy.org/doc/stable/reference/generated/numpy.einsum.html",
  };
}

}  // namespace nnfront::ops
