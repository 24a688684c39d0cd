// compile_report.json: what was read, what each pass did, how far the two forms are apart.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "executor/distance.h"
#include "formats/json.h"
#include "frontends/frontend.h"
#include "passes/pass.h"

namespace nnfront::api {

struct CompileReport {
  frontends::ImportReport import;
  std::vector<passes::PassRecord> reconstruct_passes;
  std::vector<passes::PassRecord> fused_passes;
  std::optional<executor::Equivalence> equivalence;
  double distance_limit = 0.0;  // with equivalence: what its maximum was held against
  double read_milliseconds = 0.0;
  double verify_milliseconds = 0.0;
  double write_milliseconds = 0.0;
};

std::string report_json(const CompileReport& report);

// The part about the source: also what `nnfront inspect --json` prints.
formats::OrderedJson import_json(const frontends::ImportReport& report);

// Operators of one kind and fate taken together, most frequent first.
struct OperatorKind {
  std::string op;
  frontends::Fate fate;
  std::string reason;
  std::vector<std::string> nodes;
};
std::vector<OperatorKind> operator_kinds(const frontends::ImportReport& report);

}  // namespace nnfront::api
