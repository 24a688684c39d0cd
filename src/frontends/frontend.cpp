#include "frontends/frontend.h"

#include <utility>

#include "support/fail.h"

namespace nnfront::frontends {

namespace {

// Refused nodes that share operator and reason.
struct Refusal {
  std::string op;
  std::string reason;
  std::vector<std::string> nodes;
};

std::vector<Refusal> grouped(const ImportReport& report) {
  std::vector<Refusal> groups;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const OperatorReport& entry : report.operators) {
    if (entry.fate != Fate::refused) continue;
    const auto [place, is_new] = places.emplace(std::pair(entry.op, entry.reason), groups.size());
    if (is_new) groups.push_back({entry.op, entry.reason, {}});
    groups[place->second].nodes.push_back(entry.node);
  }
  return groups;
}

std::string node_list(const std::vector<std::string>& nodes) {
  constexpr std::size_t shown = 5;
  std::string text;
  for (std::size_t i = 0; i < nodes.size() && i < shown; ++i) text += (i == 0 ? "" : ", ") + printable(nodes[i]);
  if (nodes.size() > shown) text += ", ...";
  return text;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string_view name(Fate fate) {
  switch (fate) {
    case Fate::exact:
      return "exact";
    case Fate::rewritten:
      return "rewritten";
    case Fate::refused:
      return "refused";
  }
  throw InternalError("a fate outside its enumeration", __FILE__, __LINE__);
}

std::string refusals(const ImportReport& report) {
  const std::vector<Refusal> groups = grouped(report);
  if (groups.empty()) return {};
  std::size_t nodes = 0;
  std::string list;
  for (const Refusal& group : groups) {
    nodes += group.nodes.size();
    list += fmt::format("{}{} ({}: {}): {}", list.empty() ? "" : "; ", printable(group.op), group.nodes.size(), node_list(group.nodes),
                        group.reason);
  }
  return fmt::format("{} of {} not covered: {}", counted(nodes, "operator"), counted(groups.size(), "kind"), list);
}

}  // namespace nnfront::frontends
