// docs/operators.md, from the records.
#include <fmt/format.h>

#include <string>
#include <type_traits>
#include <variant>

#include "ops/op_table.h"
#include "support/number_text.h"

namespace nnfront::ops {

namespace {

std::string_view kind_text(AttrKind kind) {
  switch (kind) {
    case AttrKind::boolean:
      return "bool";
    case AttrKind::integer:
      return "integer";
    case AttrKind::number:
      return "number";
    case AttrKind::text:
      return "text";
    case AttrKind::integers:
      return "list of integers";
    case AttrKind::numbers:
      return "list of numbers";
    case AttrKind::texts:
      return "list of texts";
    case AttrKind::shape:
      return "shape";
    case AttrKind::choice:
      return "choice";
  }
  return {};
}

std::string value_text(bool value) {
  return value ? "true" : "false";
}
std::string value_text(std::int64_t value) {
  return std::to_string(value);
}
std::string value_text(double value) {
  return python_float(value);
}
std::string value_text(const std::string& value) {
  return fmt::format("\"{}\"", value);
}
std::string value_text(const Shape& value) {
  return text(value);
}

template <class T>
std::string value_text(const std::vector<T>& values) {
  std::string result;
  for (const T& value : values) result += (result.empty() ? "" : ",") + value_text(value);
  return "[" + result + "]";
}

std::string default_text(const AttrField& field) {
  return std::visit(
      [&](const auto& value) -> std::string {
        using Held = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Held, std::monostate>) {
          return "none";
        } else if constexpr (std::is_same_v<Held, std::string>) {
          return field.kind == AttrKind::choice ? value : value_text(value);
        } else {
          return value_text(value);
        }
      },
      field.value);
}

std::string type_text(const AttrField& field) {
  if (field.choices == detail::enum_names<DType>()) return "element type";
  std::string result(kind_text(field.kind));
  for (std::size_t i = 0; i < field.choices.size(); ++i) result += (i == 0 ? ": " : ", ") + field.choices[i];
  return field.optional ? result + ", optional" : result;
}

// Two asterisks around words would set them in italics.
std::string prose(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '*' ? std::string("\\*") : std::string(1, c);
  return result;
}

// Inside a table a bar ends the cell.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
  return result;
}

std::string operand_name(const Operand& operand) {
  switch (operand.arity) {
    case Operand::Arity::one:
      return std::string(operand.name);
    case Operand::Arity::optional:
      return fmt::format("{}?", operand.name);
    case Operand::Arity::variadic:
      return fmt::format("{}...", operand.name);
  }
  return {};
}

std::string operand_names(const std::vector<Operand>& operands) {
  std::string result;
  for (const Operand& operand : operands) result += (result.empty() ? "" : ", ") + operand_name(operand);
  return result;
}

void append_operands(std::string& out, std::string_view title, const std::vector<Operand>& operands,
                     std::span<const AttributeInput> attribute_inputs) {
  if (operands.empty()) return;
  out += fmt::format("{}:\n", title);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    out += fmt::format("- `{}`", operand_name(operands[i]));
    if (!operands[i].doc.empty()) out += fmt::format(": {}", prose(operands[i].doc));
    for (const AttributeInput& each : attribute_inputs) {
      if (std::cmp_equal(each.input, i)) out += fmt::format("; stands for the attribute `{}`", each.attribute);
    }
    out += "\n";
  }
  out += "\n";
}

void append_attributes(std::string& out, const Attributes& defaults) {
  const std::vector<AttrField> fields = defaults.fields();
  if (fields.empty()) return;
  out += "| attribute | type | default |\n|---|---|---|\n";
  for (const AttrField& field : fields)
    out += fmt::format("| `{}` | {} | {} |\n", field.name, cell(type_text(field)), cell(default_text(field)));
  out += "\n";
}

void append_constraints(std::string& out, const std::vector<Constraint>& constraints) {
  if (constraints.empty()) return;
  out += "Constraints:\n";
  for (const Constraint& constraint : constraints) out += fmt::format("- `{}`: {}\n", constraint.label, prose(constraint.text));
  out += "\n";
}

std::string_view role_text(EpilogueRole role) {
  switch (role) {
    case EpilogueRole::none:
      return {};
    case EpilogueRole::activation:
      return "May stand in a producer's epilogue as an activation.";
    case EpilogueRole::residual:
      return "May stand in a producer's epilogue as a residual.";
  }
  return {};
}

void append_operator(std::string& out, const Operator& op) {
  out += fmt::format("### {}\n\n`{}({}) -> {}`\n\n{}\n\n", op.name, op.name, operand_names(op.inputs), operand_names(op.outputs),
                     prose(op.doc));
  append_operands(out, "Inputs", op.inputs, op.attribute_inputs);
  append_operands(out, "Outputs", op.outputs, {});
  append_attributes(out, op.defaults);
  append_constraints(out, op.constraints);
  if (op.epilogue_role != EpilogueRole::none) out += fmt::format("{}\n\n", role_text(op.epilogue_role));
  if (op.decompose) out += "A composite: it is run as smaller operators.\n\n";
  if (!op.source.empty()) out += fmt::format("Source: {}\n\n", op.source);
}

// In order of first appearance.
std::vector<std::string_view> families(std::span<const Operator> all) {
  std::vector<std::string_view> result;
  for (const Operator& op : all) {
    if (result.empty() || result.back() != op.family) result.push_back(op.family);
  }
  return result;
}

void append_family(std::string& out, std::string_view family, std::span<const Operator> all) {
  out += fmt::format("## Family {}\n\n| operator | what it computes |\n|---|---|\n", family);
  for (const Operator& op : all) {
    if (op.family == family) out += fmt::format("| [{}](#{}) | {} |\n", op.name, op.name, cell(prose(op.doc)));
  }
  out += "\n";
  for (const Operator& op : all) {
    if (op.family == family) append_operator(out, op);
  }
}

}  // namespace

std::string operators_markdown() {
  const std::span<const Operator> all = operators().all();
  std::string out = fmt::format(
      "# Operators\n\nEvery operator of the intermediate representation, made from the records in `src/ops` by `nnfront generate "
      "operators`: do not edit. There are {}.\n\nAn input with `?` may be left out, `...` stands for any number. Where an input that "
      "stands "
      "for an attribute is given, the attribute is at its default and the input's content takes its place: a list for a list, one element "
      "for anything else, each converted exactly. Floating types are "
      "computed "
      "in double precision and rounded once to the type of the result; integers are computed exactly in their own type. A constraint's "
      "label "
      "stands in the error message of a graph that breaks it.\n\n",
      all.size());
  for (const std::string_view family : families(all)) append_family(out, family, all);
  out.pop_back();
  return out;
}

}  // namespace nnfront::ops
