#include "api/report_text.h"

#include "api/report_json.h"
#include "support/fail.h"

namespace nnfront::api {

std::string titled_line(std::string_view title, std::string_view text) {
  return fmt::format("{:<12}{}\n", title, text);
}

std::string type_lines(std::string_view title, const std::vector<frontends::InputReport>& values) {
  std::string lines;
  for (const auto& value : values) lines += titled_line(title, fmt::format("{}  {}", printable(value.name), text(value.type)));
  return lines;
}

std::string operators_text(const frontends::ImportReport& report) {
  std::string lines = titled_line("operators", fmt::format("{:<24}{:>6}  {}", "name", "count", "fate"));
  for (const OperatorKind& kind : operator_kinds(report)) {
    lines += titled_line("", fmt::format("{:<24}{:>6}  {}{}", printable(kind.op), kind.nodes.size(), frontends::name(kind.fate),
                                         kind.reason.empty() ? "" : ": " + kind.reason));
  }
  return lines;
}

}  // namespace nnfront::api
