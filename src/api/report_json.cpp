#include "api/report_json.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "api/import.h"
#include "api/value_info.h"
#include "support/number_text.h"

namespace nnfront::api {

namespace {

using formats::OrderedJson;

OrderedJson passes_json(const std::vector<passes::PassRecord>& records) {
  OrderedJson list = OrderedJson::array();
  for (const passes::PassRecord& record : records) {
    list.push_back({{"name", record.name},
                    {"milliseconds", record.milliseconds},
                    {"changed", record.changed},
                    {"nodes_before", record.nodes_before},
                    {"nodes_after", record.nodes_after}});
  }
  return list;
}

OrderedJson types_json(const std::vector<frontends::InputReport>& values) {
  OrderedJson list = OrderedJson::array();
  for (const auto& value : values) {
    list.push_back({{"name", value.name}, {"dtype", name(value.type.dtype)}, {"shape", shape_json(value.type)}});
  }
  return list;
}

// A sum over all parameters, where all of their sizes are known.
OrderedJson known_or_null(const frontends::ImportReport& report, std::int64_t sum) {
  return report.unsized_parameters == 0 ? OrderedJson(sum) : OrderedJson(nullptr);
}

OrderedJson equivalence_json(const executor::Equivalence& equivalence, double limit) {
  OrderedJson values = OrderedJson::array();
  for (const executor::SharedDistance& shared : equivalence.values) {
    values.push_back({{"value", text(shared.value)}, {"name", shared.name}, {"distance", formats::json_of(shared.distance)}});
  }
  OrderedJson outputs = OrderedJson::array();
  for (const double distance : equivalence.outputs) outputs.push_back(formats::json_of(distance));
  return {{"maximum", formats::json_of(equivalence.maximum)},
          {"limit", formats::json_of(limit)},
          {"passed", equivalence.maximum <= limit},
          {"sizes", equivalence.sizes},
          {"outputs", std::move(outputs)},
          {"values", std::move(values)}};
}

}  // namespace

std::vector<OperatorKind> operator_kinds(const frontends::ImportReport& report) {
  std::map<std::tuple<std::string, frontends::Fate, std::string>, OperatorKind> kinds;
  for (const frontends::OperatorReport& each : report.operators) {
    OperatorKind& kind = kinds[{each.op, each.fate, each.reason}];
    kind.op = each.op;
    kind.fate = each.fate;
    kind.reason = each.reason;
    kind.nodes.push_back(each.node);
  }
  std::vector<OperatorKind> list;
  for (auto& entry : kinds) list.push_back(std::move(entry.second));
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.nodes.size() > b.nodes.size(); });
  return list;
}

OrderedJson import_json(const frontends::ImportReport& report) {
  OrderedJson operators = OrderedJson::array();
  for (const OperatorKind& kind : operator_kinds(report)) {
    operators.push_back({{"op", kind.op},
                         {"count", kind.nodes.size()},
                         {"fate", frontends::name(kind.fate)},
                         {"reason", kind.reason},
                         {"nodes", kind.nodes}});
  }
  return {{"framework", report.framework},
          {"version", report.version},
          {"inputs", types_json(report.inputs)},
          {"outputs", types_json(report.outputs)},
          {"parameter_count", known_or_null(report, report.parameter_count)},
          {"parameter_bytes", known_or_null(report, report.parameter_bytes)},
          {"unsized_parameters", report.unsized_parameters},
          {"operators", std::move(operators)},
          {"missing", report.missing},
          {"notes", report.notes}};
}

std::string report_json(const CompileReport& report) {
  OrderedJson json = {{"producer", producer()}, {"source", import_json(report.import)}};
  json["passes"] = {{"reconstruct", passes_json(report.reconstruct_passes)}, {"fused", passes_json(report.fused_passes)}};
  json["milliseconds"] = {{"read", report.read_milliseconds}, {"verify", report.verify_milliseconds}, {"write", report.write_milliseconds}};
  json["equivalence"] = report.equivalence ? equivalence_json(*report.equivalence, report.distance_limit) : OrderedJson(nullptr);
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace nnfront::api
