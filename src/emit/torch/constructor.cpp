#include "emit/torch/constructor.h"

#include <algorithm>
#include <map>
#include <set>

#include "emit/operation.h"
#include "emit/python/layout.h"
#include "emit/torch/node_context.h"

namespace nnfront::emit::torch {

namespace {

// Options of layers that are left out at these values.
const std::map<std::string_view, std::string_view>& usual_options() {
  static const std::map<std::string_view, std::string_view> usual = {
      {"stride", "1"}, {"padding", "0"}, {"output_padding", "0"}, {"groups", "1"}, {"dilation", "1"}};
  return usual;
}

bool begins_with(const std::string& text, std::string_view with) {
  return text.compare(0, with.size(), with) == 0;
}

// What the documentation of torch calls the operand.
std::string operand_name(const std::string& callee, std::size_t place) {
  static const std::vector<std::string> of_convolutions = {"in_channels", "channels", "kernel_size"};
  static const std::vector<std::string> of_linear = {"in_features", "features"};
  static const std::vector<std::string> of_group_norms = {"groups", "channels"};
  const std::vector<std::string>* names = nullptr;
  if (begins_with(callee, "nn.Conv")) names = &of_convolutions;
  if (begins_with(callee, "nn.Linear")) names = &of_linear;
  if (begins_with(callee, "nn.GroupNorm")) names = &of_group_norms;
  if (names != nullptr && place < names->size()) return (*names)[place];
  return callee.find("BatchNorm") != std::string::npos ? "channels" : "size";
}

std::string option_of(const Constructor& constructor, const std::string& name) {
  for (const auto& [option, value] : constructor.options) {
    if (option == name) return value;
  }
  const auto usual = usual_options().find(name);
  return usual == usual_options().end() ? "" : std::string(usual->second);
}

// Parameters of a class in the making: one for each way in which objects differ.
class Parameters {
 public:
  // The text for operands that are `values` in the objects: the value where it is the same in all of them, else a parameter.
  std::string text_for(const std::vector<std::string>& values, const std::string& wanted, bool is_option) {
    if (std::all_of(values.begin(), values.end(), [&](const std::string& value) { return value == values.front(); })) return values.front();
    for (const Parameter& known : all_) {
      if (known.values == values) return known.name;
    }
    const bool is_taken = std::any_of(all_.begin(), all_.end(), [&](const Parameter& each) { return each.name == wanted; });
    all_.push_back({names_.take(is_taken && !is_option ? "out_" + wanted : wanted), values, is_option});
    return all_.back().name;
  }

  Unified unified(std::vector<std::string> texts, std::size_t objects) {
    std::stable_sort(all_.begin(), all_.end(), [](const Parameter& a, const Parameter& b) { return a.is_option < b.is_option; });
    Unified result{std::move(texts), {}, std::vector<std::vector<std::string>>(objects)};
    for (const Parameter& each : all_) {
      result.parameters.push_back(each.name);
      for (std::size_t i = 0; i < objects; ++i)
        result.arguments[i].push_back(each.is_option ? named(each.name, each.values[i]) : each.values[i]);
    }
    return result;
  }

 private:
  struct Parameter {
    std::string name;
    std::vector<std::string> values;
    bool is_option;
  };
  std::vector<Parameter> all_;
  Names names_;
};

std::string unified_text(const std::vector<Constructor>& calls, Parameters& parameters) {
  const Constructor& first = calls.front();
  std::vector<std::string> operands;
  std::vector<std::string> values(calls.size());
  for (std::size_t place = 0; place < first.positional.size(); ++place) {
    for (std::size_t i = 0; i < calls.size(); ++i) values[i] = calls[i].positional[place];
    operands.push_back(parameters.text_for(values, operand_name(first.callee, place), false));
  }
  std::vector<std::string> options;  // in the order in which they stand
  for (const Constructor& each : calls) {
    for (const auto& [name, value] : each.options) {
      if (std::find(options.begin(), options.end(), name) == options.end()) options.push_back(name);
    }
  }
  for (const std::string& name : options) {
    for (std::size_t i = 0; i < calls.size(); ++i) values[i] = option_of(calls[i], name);
    operands.push_back(named(name, parameters.text_for(values, name, true)));
  }
  return call(first.callee, operands);
}

}  // namespace

std::optional<Constructor> constructor_of(const std::string& text) {
  const std::size_t open = text.find('(');
  const bool is_name = open != std::string::npos && std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(open), [](char c) {
                         return c == '.' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                       });
  if (!is_name || text.back() != ')') return std::nullopt;
  Constructor constructor{text.substr(0, open), {}, {}};
  for (const std::string_view item : python::items_of(std::string_view(text).substr(open + 1, text.size() - open - 2))) {
    const std::size_t equals = item.find('=');
    const bool is_option = equals != std::string_view::npos && item.find_first_of("([{\"") > equals;
    if (is_option)
      constructor.options.emplace_back(item.substr(0, equals), item.substr(equals + 1));
    else
      constructor.positional.emplace_back(item);
  }
  return constructor;
}

std::string kind_of(const Member& member) {
  std::string kind = fmt::format("{}", static_cast<int>(member.kind));
  for (const StateEntry& entry : member.state) kind += fmt::format(" {}:{}", entry.leaf, entry.type.shape.size());
  kind += fmt::format(" {}", fmt::join(member.fixed, ","));
  const auto constructor = constructor_of(member.text);
  if (!constructor || member.kind == MemberKind::constant) return kind + " " + member.text;
  kind += fmt::format(" {}/{}", constructor->callee, constructor->positional.size());
  std::set<std::string> others;
  for (const auto& [name, value] : constructor->options) {
    if (usual_options().count(name) == 0) others.insert(named(name, value));
  }
  return fmt::format("{} {}", kind, fmt::join(others, " "));
}

Unified unify(const std::vector<std::vector<const Member*>>& members) {
  Parameters parameters;
  std::vector<std::string> texts;
  for (std::size_t place = 0; place < members.front().size(); ++place) {
    std::vector<Constructor> calls;
    for (const auto& object : members) {
      const auto constructor = constructor_of(object[place]->text);
      if (constructor && object[place]->kind != MemberKind::constant) calls.push_back(*constructor);
    }
    texts.push_back(calls.empty() ? members.front()[place]->text : unified_text(calls, parameters));
  }
  return parameters.unified(std::move(texts), members.size());
}

}  // namespace nnfront::emit::torch
