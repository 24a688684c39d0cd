#include "emit/torch/fold.h"

#include <algorithm>
#include <map>
#include <set>

#include "emit/operation.h"
#include "emit/python/text.h"
#include "emit/torch/constructor.h"
#include "emit/torch/node_context.h"
#include "emit/torch/parts.h"
#include "support/fail.h"

namespace nnfront::emit::torch {

namespace {

// Numbers in the order in which things are read.
class Renumbering {
 public:
  int of(int number) { return numbers_.try_emplace(number, static_cast<int>(numbers_.size())).first->second; }
  int count() const { return static_cast<int>(numbers_.size()); }

 private:
  std::map<int, int> numbers_;
};

// The part as a program of its own; members as they are in the first object.
Program body_of(const Program& program, const Part& part) {
  Program body;
  Renumbering variables;
  Renumbering members;
  const auto renumbered = [&](const std::string& text) {
    return with_marks(text, [&](const Mark& mark) {
      return mark.is_member ? member_mark(members.of(mark.number)) : variable_mark(variables.of(mark.number));
    });
  };
  body.inputs = {variables.of(part.input)};
  body.input_names = {"x"};
  for (const int member : part.members) {
    members.of(member);
    body.members.push_back(program.members[static_cast<std::size_t>(member)]);
  }
  for (int i = part.begin; i < part.end; ++i) {
    const Step& step = program.steps[static_cast<std::size_t>(i)];
    Step copy{renumbered(step.text), {}, step.source};
    for (const int made : step.makes) copy.makes.push_back(variables.of(made));
    body.steps.push_back(std::move(copy));
  }
  body.outputs = {variable_mark(variables.of(part.output))};
  body.variable_count = variables.count();
  return body;
}

// Equal for parts that one class can stand for.
std::string shape_of_part(const Program& program, const Part& part) {
  const Program body = body_of(program, part);
  std::string shape = body.outputs.front();
  for (const Step& step : body.steps) shape += fmt::format("{}={}\n", fmt::join(step.makes, ","), step.text);
  for (const Member& member : body.members) shape += kind_of(member) + "\n";
  return shape;
}

using Groups = std::map<std::string, std::vector<Part>>;

bool overlap(const Part& a, const Part& b) {
  return a.begin < b.end && b.begin < a.end;
}

// Parts of one group that do not overlap, the first ones first, each under the longest of its names.
std::vector<Part> apart(std::vector<Part> parts) {
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.begin != b.begin ? a.begin < b.begin : a.prefix.size() > b.prefix.size(); });
  std::vector<Part> kept;
  for (Part& part : parts) {
    if (kept.empty() || !overlap(kept.back(), part)) kept.push_back(std::move(part));
  }
  return kept;
}

int saving(const std::vector<Part>& parts) {
  return parts.size() < 2 ? 0 : (static_cast<int>(parts.size()) - 1) * parts.front().size();
}

// Groups of parts that do not overlap, those that save most statements first.
std::vector<std::vector<Part>> chosen_groups(const Program& program, const Reads& reads) {
  Groups groups;
  for (Part& part : candidate_parts(program, reads)) groups[shape_of_part(program, part)].push_back(std::move(part));
  for (auto& [shape, parts] : groups) parts = apart(std::move(parts));
  std::vector<std::vector<Part>> chosen;
  for (;;) {
    const auto best =
        std::max_element(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return saving(a.second) < saving(b.second); });
    if (best == groups.end() || saving(best->second) == 0) return chosen;
    chosen.push_back(std::move(best->second));
    groups.erase(best);
    for (auto& [shape, parts] : groups) {
      const auto is_taken = [&](const Part& part) {
        return std::any_of(chosen.back().begin(), chosen.back().end(), [&](const Part& taken) { return overlap(part, taken); });
      };
      parts.erase(std::remove_if(parts.begin(), parts.end(), is_taken), parts.end());
    }
  }
}

// "Bottleneck" of "net0_layers1_bottleneck0"; "Block" of "layer1.0", whose last part is a number.
std::string class_name(const std::string& prefix) {
  std::string name;
  for (const char c : python::identifier(last_part(prefix))) {
    if (c != '_' && !(c >= '0' && c <= '9')) name += c;
  }
  if (name.empty() || name == "value") return "Block";
  if (name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string unused_class_name(const std::vector<Part>& parts, const Program& program, Names& names) {
  const std::string name = class_name(parts.front().prefix);
  const auto& members = parts.front().members;
  const bool samples_down = std::any_of(members.begin(), members.end(), [&](int member) {
    const auto& state = program.members[static_cast<std::size_t>(member)].state;
    return !state.empty() && state.front().key.find("down") != std::string::npos;
  });
  return names.take(samples_down ? "Down" + name : name);
}

// The class of a group, and a member for each of its parts, which the model gets.
void make_class(Source& source, const std::vector<Part>& parts, Names& names, std::map<int, Member>& objects) {
  const Program& program = source.model;
  std::vector<std::vector<const Member*>> members;
  for (const Part& part : parts) {
    members.emplace_back();
    for (const int member : part.members) members.back().push_back(&program.members[static_cast<std::size_t>(member)]);
  }
  const Unified unified = unify(members);
  ModuleClass made{unused_class_name(parts, program, names), "", unified.parameters, body_of(program, parts.front())};
  std::vector<std::vector<std::string>> found;
  for (std::size_t i = 0; i < parts.size(); ++i) found.push_back(names_within(members[i], parts[i].prefix));
  const std::vector<std::string> attributes = shared_names(found);
  for (std::size_t place = 0; place < attributes.size(); ++place) made.body.members[place].name = attributes[place];
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Member object;
    object.wanted = parts[i].prefix;
    object.text = call(made.name, unified.arguments[i]);
    for (std::size_t place = 0; place < members[i].size(); ++place) {
      object.inside.push_back(*members[i][place]);
      object.inside.back().name = made.body.members[place].name;
    }
    objects.emplace(parts[i].begin, std::move(object));
  }
  for (std::size_t place = 0; place < unified.texts.size(); ++place) made.body.members[place].text = unified.texts[place];
  source.classes.push_back(std::move(made));
}

// The program with a call instead of each part.
Program with_calls(Program program, const std::vector<std::vector<Part>>& groups, std::map<int, Member>& objects) {
  std::map<int, const Part*> parts;
  std::set<int> moved;
  for (const auto& group : groups) {
    for (const Part& part : group) {
      parts[part.begin] = &part;
      moved.insert(part.members.begin(), part.members.end());
    }
  }
  Program result = program;
  result.members.clear();
  result.steps.clear();
  Renumbering members;
  const auto renumbered = [&](const std::string& text) {
    return with_marks(text, [&](const Mark& mark) {
      if (!mark.is_member) return variable_mark(mark.number);
      const int before = members.count();
      const int number = members.of(mark.number);
      if (number == before) result.members.push_back(std::move(program.members[static_cast<std::size_t>(mark.number)]));
      return member_mark(number);
    });
  };
  const auto count = static_cast<int>(program.steps.size());
  for (int i = 0; i < count; ++i) {
    const auto part = parts.find(i);
    if (part == parts.end()) {
      Step step = std::move(program.steps[static_cast<std::size_t>(i)]);
      step.text = renumbered(step.text);
      result.steps.push_back(std::move(step));
      continue;
    }
    const int number = members.of(-1 - i);  // no member of the program has a number below 0
    result.members.push_back(std::move(objects.at(i)));
    result.steps.push_back({call(member_mark(number), {variable_mark(part->second->input)}), {part->second->output}, part->second->prefix});
    i = part->second->end - 1;
  }
  for (std::string& output : result.outputs) output = renumbered(output);
  for (int i = 0; i < static_cast<int>(program.members.size()); ++i) {  // parameters that nothing reads
    if (moved.count(i) == 0) renumbered(member_mark(i));
  }
  return result;
}

// The object of a class that step i calls; -1 where it does something else.
int called_object(const Program& program, std::size_t i) {
  const std::vector<Mark> marks = marks_of(program.steps[i].text);
  if (marks.size() != 2 || !marks[0].is_member || marks[1].is_member) return -1;
  return program.members[static_cast<std::size_t>(marks[0].number)].inside.empty() ? -1 : marks[0].number;
}

// How many steps from i on call objects one after the other whose names have one parent.
std::size_t run_length(const Program& program, const Reads& reads, std::size_t i) {
  if (called_object(program, i) < 0) return 0;
  std::size_t end = i + 1;
  for (; end < program.steps.size() && called_object(program, end) >= 0; ++end) {
    const int passed = program.steps[end - 1].makes.front();
    const bool is_next =
        marks_of(program.steps[end].text)[1].number == passed && reads.last_read[static_cast<std::size_t>(passed)] == static_cast<int>(end);
    if (!is_next || parent_of(program.steps[end].source) != parent_of(program.steps[i].source)) break;
  }
  return end - i;
}

void make_sequences(Program& program) {
  const Reads reads(program);
  std::vector<Step> steps;
  std::vector<bool> gone(program.members.size(), false);
  for (std::size_t i = 0; i < program.steps.size();) {
    const std::size_t length = run_length(program, reads, i);
    if (length < 2) {
      steps.push_back(std::move(program.steps[i++]));
      continue;
    }
    Member sequence;
    sequence.wanted = parent_of(program.steps[i].source);
    std::vector<std::string> texts;
    for (std::size_t k = 0; k < length; ++k) {
      const int object = called_object(program, i + k);
      gone[static_cast<std::size_t>(object)] = true;
      Member inside = program.members[static_cast<std::size_t>(object)];
      texts.push_back(inside.text);
      inside.name = fmt::format("{}", k);
      sequence.inside.push_back(std::move(inside));
    }
    sequence.text = call("nn.Sequential", texts);
    const int first = called_object(program, i);
    gone[static_cast<std::size_t>(first)] = false;
    Step step = program.steps[i];
    step.makes = program.steps[i + length - 1].makes;
    program.members[static_cast<std::size_t>(first)] = std::move(sequence);
    steps.push_back(std::move(step));
    i += length;
  }
  program.steps = std::move(steps);
  std::vector<Member> kept;
  std::vector<int> numbers(program.members.size(), -1);
  for (std::size_t i = 0; i < program.members.size(); ++i) {
    if (gone[i]) continue;
    numbers[i] = static_cast<int>(kept.size());
    kept.push_back(std::move(program.members[i]));
  }
  const auto renumbered = [&](const std::string& text) {
    return with_marks(text, [&](const Mark& mark) {
      return mark.is_member ? member_mark(numbers[static_cast<std::size_t>(mark.number)]) : variable_mark(mark.number);
    });
  };
  for (Step& step : program.steps) step.text = renumbered(step.text);
  for (std::string& output : program.outputs) output = renumbered(output);
  program.members = std::move(kept);
}

}  // namespace

void fold(Source& source) {
  const std::string prefix = common_prefix(source.model.members);
  const Reads reads(source.model);
  const std::vector<std::vector<Part>> groups = chosen_groups(source.model, reads);
  Names names;
  for (const char* taken : {"Model", "Path", "F"}) names.take(taken);
  for (const std::string& helper : source.model.helpers) names.take(helper);
  std::map<int, Member> objects;
  for (const auto& group : groups) make_class(source, group, names, objects);
  source.model = with_calls(std::move(source.model), groups, objects);
  make_sequences(source.model);
  name_members(source.model.members, prefix);
}

}  // namespace nnfront::emit::torch
