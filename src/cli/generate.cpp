#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "frontends/frontend.h"
#include "ir/serialize.h"
#include "ops/op_table.h"
#include "support/fail.h"

namespace nnfront::cli {

Action add_generate(CLI::App& app) {
  auto what = std::make_shared<std::string>();
  app.add_option("WHAT", *what, "operators: docs/operators.md; schema: the JSON Schema of graph files; coverage: docs/op_coverage.md")
      ->required()
      ->check(one_of({"operators", "schema", "coverage"}));
  app.footer("Example:\n  nnfront generate operators > docs/operators.md");
  return [what] {
    if (*what == "operators") fmt::print("{}", ops::operators_markdown());
    if (*what == "schema") fmt::print("{}", graph_json_schema(ops::operators()));
    if (*what == "coverage") fmt::print("{}", frontends::coverage_markdown());
    return 0;
  };
}

}  // namespace nnfront::cli
