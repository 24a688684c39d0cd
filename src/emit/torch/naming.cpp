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
                                              "eps",
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

Names names_of_modules() {
  Names names;
  for (const char* taken : attributes_of_modules) names.take(taken);
  return names;
}

// "net0_conv0" of "net0_conv0_weight", and of "net0_conv0_weight.folded", too.
std::string without_last(std::string key) {
  constexpr std::string_view folded = ".folded";
  if (key.size() > folded.size() && key.compare(key.size() - folded.size(), folded.size(), folded) == 0)
    key.resize(key.size() - folded.size());
  const std::size_t end = key.find_last_of(separators);
  return end == std::string::npos || end == 0 ? key : key.substr(0, end);
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

// Where the first number of a text is; none has more than 9 digits.
struct Digits {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::int64_t value = 0;
};

std::optional<Digits> first_number(const std::string& text) {
  constexpr std::size_t most_digits = 9;
  constexpr std::string_view digits = "0123456789";
  const std::size_t begin = text.find_first_of(digits);
  if (begin == std::string::npos) return std::nullopt;
  const std::size_t end = std::min(text.find_first_not_of(digits, begin), text.size());
  if (end - begin > most_digits) return std::nullopt;
  return Digits{begin, end, std::stoll(text.substr(begin, end - begin))};
}

std::string counted_on(const std::string& rest, std::int64_t first) {
  const auto number = first == 0 ? std::nullopt : first_number(rest);
  if (!number) return rest;
  return fmt::format("{}{}{}", rest.substr(0, number->begin), number->value + first, rest.substr(number->end));
}

std::string by_rule(const Entry& entry, const NameRule& rule) {
  const auto exact = rule.entries.find(entry.path());
  if (exact != rule.entries.end()) return exact->second.text;
  std::string owner = entry.module;
  while (!owner.empty() && rule.entries.count(owner) == 0) {
    const std::size_t end = owner.rfind('.');
    owner = end == std::string::npos ? "" : owner.substr(0, end);
  }
  const auto above = rule.entries.find(owner);
  const NameEntry given = above == rule.entries.end() ? NameEntry{} : above->second;
  return given.text + counted_on(rest_of(entry, owner, rule), given.first);
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

// The same with a number that is added: "net0_stage1_" and 3 where conv0.weight is net0_stage1_conv3_weight.
std::optional<NameEntry> counting_entry(const Entry& entry, const std::string& owner, const NameRule& rule) {
  const std::string rest = rest_of(entry, owner, rule);
  const auto number = first_number(rest);
  if (!number) return std::nullopt;
  const std::string tail = rest.substr(number->end);
  if (!ends_with(entry.key, tail)) return std::nullopt;
  const std::size_t end = entry.key.size() - tail.size();
  std::size_t begin = end;
  while (begin > 0 && entry.key[begin - 1] >= '0' && entry.key[begin - 1] <= '9') --begin;
  const auto found = first_number(entry.key.substr(begin, end - begin));
  const std::string head = rest.substr(0, number->begin);
  if (!found || found->value <= number->value || !ends_with(entry.key.substr(0, begin), head)) return std::nullopt;
  NameEntry made{entry.key.substr(0, begin - head.size()), found->value - number->value};
  if (made.text + counted_on(rest, made.first) != entry.key) return std::nullopt;  // a number with zeros in front
  return made;
}

// The entry of a module further up serves more names, that of a member itself only its own.
void mend(const Entry& entry, NameRule& rule) {
  std::vector<std::string> above = chain_of(entry.module);
  const std::string member = above.back();
  above.pop_back();
  for (const std::string& owner : above) {
    const auto wanted = rule.entries.count(owner) == 0 ? wanted_entry(entry, owner, rule) : std::nullopt;
    if (!wanted) continue;
    rule.entries[owner] = {*wanted, 0};
    return;
  }
  for (auto owner = above.rbegin(); owner != above.rend() && !owner->empty(); ++owner) {
    const auto wanted = rule.entries.count(*owner) == 0 ? counting_entry(entry, *owner, rule) : std::nullopt;
    if (!wanted) continue;
    rule.entries[*owner] = *wanted;
    return;
  }
  const auto own = entry.leaf.empty() || rule.entries.count(member) != 0 ? std::nullopt : wanted_entry(entry, member, rule);
  if (own)
    rule.entries[member] = {*own, 0};
  else
    rule.entries[entry.path()] = {entry.key, 0};
}

// The number that a name ends in.
std::optional<std::int64_t> last_number(const std::string& name) {
  const std::size_t begin = name.find_last_not_of("0123456789") + 1;
  const auto number = first_number(name.substr(begin));
  return number ? std::optional(number->value) : std::nullopt;
}

std::string without_number(const std::string& name) {
  return name.substr(0, name.find_last_not_of("0123456789") + 1);
}

// Names that count from 0.
std::vector<std::string> counted_from_zero(const std::vector<std::string>& names) {
  std::optional<std::int64_t> least;
  for (const std::string& name : names) {
    const auto number = last_number(name);
    if (number) least = std::min(least.value_or(*number), *number);
  }
  std::vector<std::string> counted;
  for (const std::string& name : names) {
    const auto number = last_number(name);
    counted.push_back(number ? fmt::format("{}{}", without_number(name), *number - *least) : name);
  }
  return counted;
}

// "down_conv0" of "down1_conv0".
std::string without_inner_numbers(const std::string& name) {
  const std::string head = without_number(name);
  std::string result;
  for (const char c : head) {
    if (c < '0' || c > '9') result += c;
  }
  return result + name.substr(head.size());
}

}  // namespace

std::string source_base(const Member& member) {
  if (member.state.empty()) return member.wanted;
  if (member.state.front().leaf.empty()) return member.state.front().key;
  const std::string base = without_last(member.state.front().key);
  if (member.state.size() == 1) return base;
  for (const StateEntry& entry : member.state) {
    const bool begins_so = entry.key.size() > base.size() && entry.key.compare(0, base.size(), base) == 0;
    if (!begins_so || separators.find(entry.key[base.size()]) == std::string_view::npos) return member.wanted;
  }
  return base;
}

std::vector<std::string> names_within(const std::vector<const Member*>& members, const std::string& object) {
  // Of an object that the source does not name apart ("net0_stage1.2") its parent's name is in front.
  std::vector<std::string> fronts;
  for (std::string above = object; !above.empty(); above = above.substr(0, std::min(above.find_last_of(separators), above.size() - 1))) {
    fronts.push_back(above);
    if (above.find_first_of(separators) == std::string::npos) break;
  }
  std::vector<std::string> names;
  for (const Member* member : members) {
    std::string base = source_base(*member);
    for (const std::string& front : fronts) {
      const bool begins_so = base.size() > front.size() + 1 && base.compare(0, front.size(), front) == 0 &&
                             separators.find(base[front.size()]) != std::string_view::npos;
      if (!begins_so) continue;
      base = base.substr(front.size() + 1);
      break;
    }
    names.push_back(python::identifier(base));
  }
  return names;
}

std::vector<std::string> shared_names(const std::vector<std::vector<std::string>>& objects) {
  std::vector<std::vector<std::string>> counted;
  for (const auto& names : objects) counted.push_back(counted_from_zero(names));
  Names taken = names_of_modules();
  std::vector<std::string> shared;
  for (std::size_t place = 0; place < objects.front().size(); ++place) {
    const auto same = [&](const auto& lists) {
      return std::all_of(lists.begin(), lists.end(), [&](const auto& names) { return names[place] == lists.front()[place]; });
    };
    const std::string name = same(objects) ? objects.front()[place] : counted.front()[place];
    shared.push_back(taken.take(same(objects) || same(counted) ? name : without_inner_numbers(name)));
  }
  return shared;
}

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
  Names names = names_of_modules();
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
    if (by_rule(entry, rule) != entry.key) rule.entries[entry.path()] = {entry.key, 0};
  }
  rule.is_identity = std::all_of(entries.begin(), entries.end(), [](const Entry& entry) { return entry.path() == entry.key; });
  return rule;
}

}  // namespace nnfront::emit::torch
