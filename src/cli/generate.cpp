#include <fmt/format.h>

#include <filesystem>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "frontends/frontend.h"
#include "ir/serialize.h"
#include "ops/op_table.h"
#include "support/fail.h"
#include "support/file.h"

namespace nnfront::cli {

namespace {

void write_pages(const std::filesystem::path& folder) {
  make_folders(folder);
  write_text_file(folder / "operators.md", ops::operators_markdown());
  write_text_file(folder / "op_coverage.md", frontends::coverage_markdown());
}

}  // namespace

Action add_generate(CLI::App& app) {
  auto what = std::make_shared<std::string>();
  auto folder = std::make_shared<std::string>();
  app.add_option("WHAT", *what,
                 "operators: docs/operators.md; schema: the JSON Schema of graph files; coverage: docs/op_coverage.md; "
                 "pages: both pages, into a folder")
      ->required()
      ->check(one_of({"operators", "schema", "coverage", "pages"}));
  app.add_option("-o,--output-directory", *folder, "where the pages go");
  app.footer("Example:\n  nnfront generate pages -o docs");
  return [what, folder] {
    const bool pages = *what == "pages";
    if (pages && folder->empty()) fail(ErrorCode::invalid_argument, "pages: say where they go: -o FOLDER");
    if (!pages && !folder->empty()) fail(ErrorCode::invalid_argument, "-o: got it with {}, which is printed; it goes with pages", *what);
    if (*what == "operators") fmt::print("{}", ops::operators_markdown());
    if (*what == "schema") fmt::print("{}", graph_json_schema(ops::operators()));
    if (*what == "coverage") fmt::print("{}", frontends::coverage_markdown());
    if (pages) write_pages(*folder);
    return 0;
  };
}

}  // namespace nnfront::cli
