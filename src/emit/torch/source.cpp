#include "emit/torch/source.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "emit/operation.h"
#include "emit/python/layout.h"
#include "emit/python/text.h"
#include "emit/torch/helpers.h"
#include "support/fail.h"

namespace nnfront::emit::torch {

namespace {

using python::literal;
using python::statement;

// Names that forward() may not give to a variable.
constexpr const char* taken_names[] = {"self", "torch", "nn", "F", "Path", "load_file"};

// The step at which each variable is read for the last time; one behind the last where forward returns it.
std::vector<int> last_reads(const Program& program) {
  std::vector<int> last(static_cast<std::size_t>(program.variable_count), -1);
  const auto read = [&](const std::string& text, int at) {
    for (const Mark& mark : marks_of(text)) {
      if (!mark.is_member) last[static_cast<std::size_t>(mark.number)] = at;
    }
  };
  for (std::size_t i = 0; i < program.steps.size(); ++i) read(program.steps[i].text, static_cast<int>(i));
  for (const std::string& output : program.outputs) read(output, static_cast<int>(program.steps.size()));
  return last;
}

// Variables of one forward(). One that is not read any more hands its name on, so that a chain of layers is a chain of `x = ...`.
class Variables {
 public:
  explicit Variables(const Program& program) : program_(program), last_(last_reads(program)), names_(last_.size()) {
    for (const char* name : taken_names) taken_.take(name);
    for (const Helper& helper : helpers()) taken_.take(helper.name);
    for (std::size_t i = 0; i < program.inputs.size(); ++i) {
      names_[static_cast<std::size_t>(program.inputs[i])] = taken_.take(python::identifier(program.input_names[i]));
      arguments_.push_back(names_[static_cast<std::size_t>(program.inputs[i])]);
    }
  }

  const std::vector<std::string>& arguments() const { return arguments_; }
  const std::string& at(int variable) const { return names_[static_cast<std::size_t>(variable)]; }

  // Names what step `at` makes, after its text has been written.
  void made_by(int at) {
    const Step& step = program_.steps[static_cast<std::size_t>(at)];
    std::vector<std::string> free = released_by(at);
    for (const int variable : step.makes) {
      std::string& name = names_[static_cast<std::size_t>(variable)];
      if (last_[static_cast<std::size_t>(variable)] < 0) {
        name = "_";
        continue;
      }
      if (!free.empty()) {
        const auto first = std::min_element(free.begin(), free.end());
        name = *first;
        free.erase(first);
      } else {
        name = unused_.empty() ? fresh() : *unused_.begin();
        unused_.erase(name);
      }
    }
    unused_.insert(free.begin(), free.end());
  }

 private:
  // Names of variables that this step reads for the last time, in the order in which it does.
  std::vector<std::string> released_by(int at) {
    std::vector<std::string> free;
    for (const Mark& mark : marks_of(program_.steps[static_cast<std::size_t>(at)].text)) {
      if (mark.is_member || last_[static_cast<std::size_t>(mark.number)] != at) continue;
      const std::string& name = names_[static_cast<std::size_t>(mark.number)];
      const bool is_argument = std::find(arguments_.begin(), arguments_.end(), name) != arguments_.end() && name != "x";
      if (!is_argument && std::find(free.begin(), free.end(), name) == free.end()) free.push_back(name);
    }
    return free;
  }

  std::string fresh() {
    for (const char* name : {"x", "y", "z"}) {
      const bool is_free = std::find(arguments_.begin(), arguments_.end(), name) == arguments_.end() && used_.insert(name).second;
      if (is_free) return name;
    }
    return taken_.take("t");
  }

  const Program& program_;
  std::vector<int> last_;
  std::vector<std::string> names_;
  std::vector<std::string> arguments_;
  std::set<std::string> unused_;  // given before, and free again
  std::set<std::string> used_;
  Names taken_;
};

std::string named_text(const Program& program, const Variables& variables, const std::string& text) {
  return with_marks(text, [&](const Mark& mark) {
    return mark.is_member ? "self." + program.members[static_cast<std::size_t>(mark.number)].name : variables.at(mark.number);
  });
}

// The last statement makes what is returned, and nothing else.
bool returns_last(const Program& program) {
  if (program.steps.empty() || program.outputs.size() != 1 || program.steps.back().makes.size() != 1) return false;
  return program.outputs.front() == variable_mark(program.steps.back().makes.front());
}

std::string forward_text(const Program& program) {
  Variables variables(program);
  std::vector<std::string> arguments = {"self"};
  arguments.insert(arguments.end(), variables.arguments().begin(), variables.arguments().end());
  std::string text = statement(fmt::format("def forward({}):", fmt::join(arguments, ", ")), 1);
  const auto count = static_cast<int>(program.steps.size());
  for (int i = 0; i < count; ++i) {
    const Step& step = program.steps[static_cast<std::size_t>(i)];
    const std::string value = named_text(program, variables, step.text);
    if (i + 1 == count && returns_last(program)) return text + statement(fmt::format("return {}", value), 2);
    variables.made_by(i);
    std::vector<std::string> made;
    for (const int variable : step.makes) made.push_back(variables.at(variable));
    text += statement(fmt::format("{} = {}", fmt::join(made, ", "), value), 2);
  }
  std::vector<std::string> outputs;
  for (const std::string& output : program.outputs) outputs.push_back(named_text(program, variables, output));
  const std::string plain = fmt::format("return {}", fmt::join(outputs, ", "));
  return text + statement(plain.size() + 8 > python::longest_line ? fmt::format("return {}", python::tuple(outputs)) : plain, 2);
}

std::string layer_text(const Member& member) {
  std::string text = statement(fmt::format("self.{} = {}", member.name, member.text), 2);
  for (const std::string& leaf : member.fixed) text += statement(fmt::format("self.{}.{}.requires_grad_(False)", member.name, leaf), 2);
  return text;
}

std::string member_text(const Member& member) {
  switch (member.kind) {
    case MemberKind::layer:
      return layer_text(member);
    case MemberKind::parameter:
      return statement(fmt::format("self.{} = nn.Parameter({})", member.name, member.text), 2);
    case MemberKind::buffer:
      return statement(fmt::format("self.register_buffer({}, {})", literal(member.name), member.text), 2);
    case MemberKind::constant:
      return statement(fmt::format("self.register_buffer({}, {}, persistent=False)", literal(member.name), member.text), 2);
  }
  ensure(false, "a kind of member is one of those");
  return {};
}

std::string init_text(const ModuleClass& each) {
  std::vector<std::string> parameters = {"self"};
  parameters.insert(parameters.end(), each.parameters.begin(), each.parameters.end());
  std::string text = statement(fmt::format("def __init__({}):", fmt::join(parameters, ", ")), 1);
  text += statement("super().__init__()", 2);
  for (const Member& member : each.body.members) text += member_text(member);
  return text;
}

std::string class_text(const ModuleClass& each, const std::string& more_of_init, const std::string& methods) {
  std::string text = statement(fmt::format("class {}(nn.Module):", each.name), 0);
  if (!each.doc.empty()) text += statement(fmt::format("\"\"\"{}\"\"\"", each.doc), 1) + "\n";
  text += init_text(each) + more_of_init + "\n";
  return text + forward_text(each.body) + methods;
}

constexpr std::string_view state_functions = R"(

def to_source_names(model, state, prefix, _):
    for path in [key[len(prefix) :] for key in state if key.startswith(prefix)]:
        tensor = state.pop(prefix + path)
        if not path.endswith("num_batches_tracked"):
            state[prefix + source_name(model, path)] = tensor


def from_source_names(model, state, prefix, *_):
    given = {}
    for path, tensor in (*model.named_parameters(), *model.named_buffers()):
        if path.endswith("num_batches_tracked"):
            given[prefix + path] = tensor
        elif prefix + source_name(model, path) in state:
            given[prefix + path] = state.pop(prefix + source_name(model, path))
    state.update(given)
)";

bool counts_on(const NameRule& rule) {
  return std::any_of(rule.entries.begin(), rule.entries.end(), [](const auto& entry) { return entry.second.first != 0; });
}

std::string table_text(const NameRule& rule) {
  if (rule.entries.empty()) return "NAMES = {}\n";
  const bool with_numbers = counts_on(rule);
  std::string text = "NAMES = {\n";
  for (const auto& [path, entry] : rule.entries) {
    const std::string value = with_numbers ? fmt::format("({}, {})", literal(entry.text), entry.first) : literal(entry.text);
    text += fmt::format("    {}: {},\n", literal(path), value);
  }
  return text + "}\n";
}

std::string names_text(const NameRule& rule) {
  if (rule.is_identity) return "\n\ndef source_name(_, path):\n    return path\n";
  const bool with_numbers = counts_on(rule);
  std::string text =
      "\n# What the source's names of parameters begin with, by the module here that they are in; of one parameter all of it.\n";
  if (with_numbers) text += "# And what is added to the number behind it: layers there count on from block to block.\n";
  text += table_text(rule) + "\n\ndef source_name(model, path):\n";
  text += "    \"\"\"What the source calls a parameter: its key in state_dict() and in model.safetensors.\"\"\"\n";
  text += fmt::format("    if path in NAMES:\n        return NAMES[path]{}\n", with_numbers ? "[0]" : "");
  if (rule.gamma_and_beta) {
    text += "    module, dot, leaf = path.rpartition(\".\")\n";
    text += "    if hasattr(model.get_submodule(module), \"eps\"):\n";
    text += "        path = module + dot + {\"weight\": \"gamma\", \"bias\": \"beta\"}.get(leaf, leaf)\n";
  }
  text += "    above = path.rpartition(\".\")[0]\n";
  text += "    while above and above not in NAMES:\n        above = above.rpartition(\".\")[0]\n";
  text += "    rest = path[len(above) + 1 :] if above else path\n";
  const std::string rest = rule.separator == "." ? "rest" : fmt::format("rest.replace(\".\", {})", literal(rule.separator));
  if (!with_numbers) return text + fmt::format("    return NAMES.get(above, \"\") + {}\n", rest);
  text += "    begin, first = NAMES.get(above, (\"\", 0))\n";
  if (rest != "rest") text += fmt::format("    rest = {}\n", rest);
  text += "    if first:\n        rest = re.sub(r\"\\d+\", lambda number: str(int(number[0]) + first), rest, count=1)\n";
  return text + "    return begin + rest\n";
}

constexpr std::string_view no_training = R"(
    def train(self, mode=True):
        if mode:
            raise RuntimeError("this is the fused form, whose layers are folded together: it does not train")
        return super().train(mode)
)";

constexpr std::string_view load_function = R"(

def load(folder=None):
    """The model with the weights of model.safetensors, ready to be evaluated."""
    model = Model()
    model.load_state_dict(load_file((Path(folder) if folder else Path(__file__).parent) / "model.safetensors"))
    return model.eval(){}
)";

bool has_plain_batch_norm(const std::vector<Member>& members) {
  return std::any_of(members.begin(), members.end(), [](const Member& member) {
    return member.text.compare(0, 12, "nn.BatchNorm") == 0 || has_plain_batch_norm(member.inside);
  });
}

bool needs_module(const std::string& text, std::string_view prefix) {
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    if (before == ' ' || before == '(' || before == '[' || before == '-' || before == '*') return true;
  }
  return false;
}

// What callers go by: names of the source in the order of forward's arguments and results.
std::string ends_text(const Program& program) {
  const auto list_of = [](const std::vector<std::string>& names) {
    std::vector<std::string> literals;
    for (const std::string& name : names) literals.push_back(literal(name));
    return python::list(literals);
  };
  return "\n" + statement(fmt::format("INPUTS = {}", list_of(program.input_names)), 0) +
         statement(fmt::format("OUTPUTS = {}", list_of(program.output_names)), 0);
}

std::string imports_text(const std::string& body) {
  std::string text = needs_module(body, "re.") ? "import re\nfrom pathlib import Path\n\n" : "from pathlib import Path\n\n";
  const bool functional = needs_module(body, "F.");
  if (needs_module(body, "torch.")) text += "import torch\n";
  if (functional) text += "import torch.nn.functional as F\n";
  text += "from safetensors.torch import load_file\nfrom torch import nn\n";
  return text;
}

}  // namespace

std::string text_of(const Source& source) {
  std::string body;
  for (const Helper& helper : helpers()) {
    if (source.model.helpers.count(helper.name) != 0) body += "\n\n" + helper.text;
  }
  for (const ModuleClass& each : source.classes) body += "\n\n" + class_text(each, "", "");
  const bool renames = !source.names.is_identity || has_plain_batch_norm(source.model.members);
  std::string hooks;
  if (renames) {
    hooks = statement("self.register_state_dict_post_hook(to_source_names)", 2) +
            statement("self.register_load_state_dict_pre_hook(from_source_names)", 2);
  }
  body += "\n\n" + class_text({"Model", "", {}, source.model}, hooks, source.trains ? "" : std::string(no_training));
  if (renames) body += "\n" + names_text(source.names) + std::string(state_functions);
  body += fmt::format(fmt::runtime(load_function), source.trains ? "" : ".requires_grad_(False)");
  const std::string head =
      fmt::format("\"\"\"{}\n\nload() gives the model with the weights that lie beside this file.\n\"\"\"\n\n", source.description);
  return head + imports_text(body) + ends_text(source.model) + body;
}

}  // namespace nnfront::emit::torch
