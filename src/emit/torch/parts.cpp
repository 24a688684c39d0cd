#include "emit/torch/parts.h"

#include <algorithm>
#include <map>
#include <optional>

#include "emit/torch/naming.h"

namespace nnfront::emit::torch {

namespace {

constexpr std::string_view separators = "._/:";
constexpr std::size_t deepest_prefix = 16;  // parts of a name that are looked at
constexpr int longest_part = 200;           // statements
constexpr int shortest_part = 3;
constexpr int most_appended = 3;  // statements behind the last of the name, so that one variable goes out

std::vector<std::string> prefixes_of(const std::string& name) {
  std::vector<std::string> prefixes;
  for (std::size_t end = name.find_first_of(separators, 1); end != std::string::npos && prefixes.size() < deepest_prefix;
       end = name.find_first_of(separators, end + 1))
    prefixes.push_back(name.substr(0, end));
  return prefixes;
}

// What comes in and goes out, and the members; no value where that is not one variable each, or members are read outside, too.
std::optional<Part> part_at(const Program& program, const Reads& reads, int begin, int end) {
  Part part{begin, end, "", -1, -1, {}};
  for (int i = begin; i < end; ++i) {
    const Step& step = program.steps[static_cast<std::size_t>(i)];
    for (const Mark& mark : marks_of(step.text)) {
      const auto number = static_cast<std::size_t>(mark.number);
      if (mark.is_member) {
        if (reads.first_use[number] < begin || reads.last_use[number] >= end) return std::nullopt;
        if (reads.first_use[number] == i && std::count(part.members.begin(), part.members.end(), mark.number) == 0)
          part.members.push_back(mark.number);
      } else if (reads.made_at[number] < begin) {
        if (part.input >= 0 && part.input != mark.number) return std::nullopt;
        part.input = mark.number;
      }
    }
    for (const int made : step.makes) {
      if (reads.last_read[static_cast<std::size_t>(made)] < end) continue;
      if (part.output >= 0) return std::nullopt;
      part.output = made;
    }
  }
  return part.input >= 0 && part.output >= 0 ? std::optional(part) : std::nullopt;
}

bool calls_member(const Step& step) {
  const std::vector<Mark> marks = marks_of(step.text);
  return std::any_of(marks.begin(), marks.end(), [](const Mark& mark) { return mark.is_member; });
}

std::vector<Part> named_parts(const Program& program, const Reads& reads) {
  std::map<std::string, std::pair<int, int>> ranges;
  const auto count = static_cast<int>(program.steps.size());
  for (int i = 0; i < count; ++i) {
    for (const std::string& prefix : prefixes_of(program.steps[static_cast<std::size_t>(i)].source)) {
      const auto [range, is_new] = ranges.try_emplace(prefix, i, i + 1);
      range->second.second = i + 1;
    }
  }
  std::vector<Part> parts;
  for (const auto& [prefix, range] : ranges) {
    const auto [begin, named_end] = range;
    if (named_end - begin > longest_part) continue;
    for (int end = named_end; end <= std::min(count, named_end + most_appended); ++end) {
      if (end > named_end && calls_member(program.steps[static_cast<std::size_t>(end - 1)])) break;
      auto part = end - begin >= shortest_part ? part_at(program, reads, begin, end) : std::nullopt;
      if (!part || part->members.empty()) continue;
      part->prefix = prefix;
      parts.push_back(std::move(*part));
      break;
    }
  }
  return parts;
}

// Places in front of statements where one variable alone is alive.
std::vector<int> cuts_of(const Program& program, const Reads& reads) {
  const std::size_t count = program.steps.size();
  std::vector<int> change(count + 2, 0);
  for (std::size_t v = 0; v < reads.made_at.size(); ++v) {
    if (reads.last_read[v] < 0) continue;
    ++change[static_cast<std::size_t>(reads.made_at[v]) + 1];
    --change[static_cast<std::size_t>(reads.last_read[v]) + 1];
  }
  std::vector<int> cuts;
  int alive = 0;
  for (std::size_t p = 0; p <= count; ++p) {
    alive += change[p];
    if (alive == 1) cuts.push_back(static_cast<int>(p));
  }
  return cuts;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "net0_stage1.2": the third part within what the source calls its first layer's parent, which may have a number already ("layer1.2").
std::string counted_prefix(const Program& program, const Part& part, std::map<std::string, int>& counts) {
  const std::string parent = parent_of(source_base(program.members[static_cast<std::size_t>(part.members.front())]));
  return is_number(last_part(parent)) ? parent : fmt::format("{}.{}", parent, counts[parent]++);
}

std::vector<Part> parts_between_cuts(const Program& program, const Reads& reads) {
  const std::vector<int> cuts = cuts_of(program, reads);
  std::map<std::string, int> counts;
  std::vector<Part> parts;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const int begin = cuts[i];
    const int end = cuts[i + 1];
    if (end - begin < shortest_part || end - begin > longest_part) continue;
    auto part = part_at(program, reads, begin, end);
    if (!part || part->members.empty()) continue;
    part->prefix = counted_prefix(program, *part, counts);
    const std::string prefix = part->prefix;
    parts.push_back(std::move(*part));
    if (end >= static_cast<int>(program.steps.size()) || calls_member(program.steps[static_cast<std::size_t>(end)])) continue;
    auto with_next = part_at(program, reads, begin, end + 1);
    if (!with_next) continue;
    with_next->prefix = prefix;
    parts.push_back(std::move(*with_next));
  }
  return parts;
}

}  // namespace

Reads::Reads(const Program& program)
    : made_at(static_cast<std::size_t>(program.variable_count), -1),
      last_read(static_cast<std::size_t>(program.variable_count), -1),
      first_use(program.members.size(), -1),
      last_use(program.members.size(), -1) {
  const auto read = [&](const std::string& text, int at) {
    for (const Mark& mark : marks_of(text)) {
      const auto number = static_cast<std::size_t>(mark.number);
      if (!mark.is_member) {
        last_read[number] = at;
        continue;
      }
      if (first_use[number] < 0) first_use[number] = at;
      last_use[number] = at;
    }
  };
  const auto count = static_cast<int>(program.steps.size());
  for (int i = 0; i < count; ++i) {
    const Step& step = program.steps[static_cast<std::size_t>(i)];
    read(step.text, i);
    for (const int made : step.makes) made_at[static_cast<std::size_t>(made)] = i;
  }
  for (const std::string& output : program.outputs) read(output, count);
}

std::vector<Part> candidate_parts(const Program& program, const Reads& reads) {
  std::vector<Part> parts = named_parts(program, reads);
  for (Part& part : parts_between_cuts(program, reads)) parts.push_back(std::move(part));
  return parts;
}

std::string_view last_part(std::string_view name) {
  const std::size_t at = name.find_last_of(separators);
  return at == std::string_view::npos ? name : name.substr(at + 1);
}

std::string parent_of(const std::string& name) {
  const std::size_t at = name.find_last_of(separators);
  return at == std::string::npos ? "" : name.substr(0, at);
}

}  // namespace nnfront::emit::torch
