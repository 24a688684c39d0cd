#include "emit/torch/naming.h"

#include <algorithm>
#include <array>
#include <optional>

#include "emit/operation.h"
#include "emit/python/text.h"

namespace nnfront::emit::torch {

namespace {

constexpr std::string_view separators = "._/:";

// Attributes that torch.nn.Module has itself.
constexpr std::array attributes_of_modules = {"T_destination",
                                              "add_module",
                                              "apply",
                                              "bfloat16",
                                              "buffers",
                                              "call_super_init",
                                              "children",
                                              "compile",
                                              "cpu",
                                              "cuda",
                                              "double",
                                              "dump_patches",
                                              "eval",
                                              "extra_repr",
                                              "float",
                                              "forward",
                                              "get_buffer",
                                              "get_extra_state",
                                              "get_parameter",
                                              "get_submodule",
                                              "half",
                                              "ipu",
                                              "load_state_dict",
                                              "modules",
                                              "mtia",
                                              "named_buffers",
                                              "named_children",
                                              "named_modules",
                                              "named_parameters",
                                              "parameters",
                                              "register_backward_hook",
                                              "register_buffer",
                                              "register_forward_hook",
                                              "register_forward_pre_hook",
                                              "register_full_backward_hook",
                                              "register_full_backward_pre_hook",
                                              "register_load_state_dict_post_hook",
                                              "register_load_state_dict_pre_hook",
                                              "register_module",
                                              "register_parameter",
                                              "register_state_dict_post_hook",
                                              "register_state_dict_pre_hook",
                                              "requires_grad_",
                                              "set_extra_state",
                                              "set_submodule",
                                              "share_memory",
                                              "state_dict",
                                              "to",
                                              "to_empty",
                                              "train",
                                              "training",
                                              "type",
                                              "xpu",
                                              "zero_grad"};

// "net0_conv0" of "net0_conv0_weight".
std::string without_last(const std::string& key) {
  const std::size_t end = key.find_last_of(separators);
  return end == std::string::npos || end == 0 ? key : key.substr(0, end);
}

// What the source calls the member.
std::string source_base(const Member& member) {
  if (member.state.empty()) return member.wanted;
  if (member.state.front().leaf.empty()) return member.state.front().key;
  const std::string base = without_last(member.state.front().key);
  for (const StateEntry& entry : member.state) {
    if (without_last(entry.key) != base) return member.wanted;
  }
  return base;
}

struct Entry {
  std::string module;  // the path of the member
  std::string leaf;
  std::string key;
  bool is_norm = false;

  std::string path() const { return leaf.empty() ? module : module + "." + leaf; }
};

void list_entries(const std::vector<Member>& members, const std::string& above, std::vector<Entry>& entries) {
  for (const Member& member : members) {
    const std::string path = above.empty() ? member.name : above + "." + member.name;
    for (const StateEntry& each : member.state) entries.push_back({path, each.leaf, each.key, member.is_norm});
    list_entries(member.inside, path, entries);
  }
}

std::string leaf_name(const Entry& entry, bool gamma_and_beta) {
  if (!gamma_and_beta || !entry.is_norm) return entry.leaf;
  if (entry.leaf == "weight") return "gamma";
  return entry.leaf == "bias" ? "beta" : entry.leaf;
}

std::string joined(std::string path, const std::string& separator) {
  std::replace(path.begin(), path.end(), '.', separator[0]);
  return path;
}

// What the rule appends to the entry of the module at `owner`.
std::string rest_of(const Entry& entry, const std::string& owner, const NameRule& rule) {
  Entry renamed = entry;
  renamed.leaf = leaf_name(entry, rule.gamma_and_beta);
  const std::string path = renamed.path();
  return joined(owner.empty() ? path : path.substr(owner.size() + 1), rule.separator);
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// The separator and leaves that more of the names end in.
NameRule likely_rule(const std::vector<Entry>& entries) {
  NameRule best;
  std::ptrdiff_t most = -1;
  for (const bool gamma_and_beta : {false, true}) {
    for (const char* separator : {".", "_"}) {
      NameRule rule{separator, gamma_and_beta, {}, false};
      const auto fits = std::count_if(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.leaf.empty() || ends_with(entry.key, separator + leaf_name(entry, gamma_and_beta));
      });
      if (fits <= most) continue;
      most = fits;
      best = std::move(rule);
    }
  }
  return best;
}

std::string by_rule(const Entry& entry, const NameRule& rule) {
  const auto exact = rule.entries.find(entry.path());
  if (exact != rule.entries.end()) return exact->second;
  std::string owner = entry.module;
  while (!owner.empty() && rule.entries.count(owner) == 0) {
    const std::size_t end = owner.rfind('.');
    owner = end == std::string::npos ? "" : owner.substr(0, end);
  }
  const auto above = rule.entries.find(owner);
  return (above == rule.entries.end() ? "" : above->second) + rest_of(entry, owner, rule);
}

// The modules above `path`, the outermost first, itself the last.
std::vector<std::string> chain_of(const std::string& path) {
  std::vector<std::string> chain = {""};
  for (std::size_t end = path.find('.'); end != std::string::npos; end = path.find('.', end + 1)) chain.push_back(path.substr(0, end));
  chain.push_back(path);
  return chain;
}

// What would have to stand for the module at `owner` so that the rule gives the name; no value where nothing would.
std::optional<std::string> wanted_entry(const Entry& entry, const std::string& owner, const NameRule& rule) {
  const std::string rest = rest_of(entry, owner, rule);
  if (!ends_with(entry.key, rest)) return std::nullopt;
  return entry.key.substr(0, entry.key.size() - rest.size());
}

void mend(const Entry& entry, NameRule& rule) {
  for (const std::string& owner : chain_of(entry.module)) {
    if (entry.leaf.empty() && owner == entry.module) break;  // that is all of a name
    const auto wanted = wanted_entry(entry, owner, rule);
    if (!wanted || rule.entries.count(owner) != 0) continue;
    rule.entries[owner] = *wanted;
    return;
  }
  rule.entries[entry.path()] = entry.key;
}

}  // namespace

std::string common_prefix(const std::vector<Member>& members) {
  std::optional<std::string> common;
  for (const Member& member : members) {
    if (member.state.empty()) continue;
    const std::string base = source_base(member);
    const std::size_t limit = common ? common->size() : base.size();
    std::size_t same = 0;
    while (same < std::min(limit, base.size()) && (!common || (*common)[same] == base[same])) ++same;
    common = base.substr(0, same);
    const std::size_t end = common->find_last_of(separators);
    if (base.size() == common->size() || end != common->size() - 1) common = end == std::string::npos ? "" : common->substr(0, end + 1);
  }
  return common.value_or("");
}

void name_members(std::vector<Member>& members, const std::string& prefix) {
  Names names;
  for (const char* taken : attributes_of_modules) names.take(taken);
  for (Member& member : members) {
    if (!member.name.empty()) {
      names.take(member.name);
      continue;
    }
    const std::string base = source_base(member);
    const bool has_prefix = base.size() > prefix.size() && base.compare(0, prefix.size(), prefix) == 0;
    member.name = names.take(python::identifier(has_prefix ? base.substr(prefix.size()) : base));
  }
}

NameRule name_rule(const std::vector<Member>& members) {
  std::vector<Entry> entries;
  list_entries(members, "", entries);
  NameRule rule = likely_rule(entries);
  // An entry that mends one name can break another that an entry further up had right: those are mended by entries further down.
  constexpr int most_rounds = 8;
  for (int round = 0; round < most_rounds; ++round) {
    bool all_right = true;
    for (const Entry& entry : entries) {
      if (by_rule(entry, rule) == entry.key) continue;
      all_right = false;
      mend(entry, rule);
    }
    if (all_right) break;
  }
  for (const Entry& entry : entries) {
    if (by_rule(entry, rule) != entry.key) rule.entries[entry.path()] = entry.key;
  }
  rule.is_identity = std::all_of(entries.begin(), entries.end(), [](const Entry& entry) { return entry.path() == entry.key; });
  return rule;
}

}  // namespace nnfront::emit::torch
