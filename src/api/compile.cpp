#include "nnfront/compile.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>

#include "api/import.h"
#include "api/output_files.h"
#include "api/report_json.h"
#include "api/report_text.h"
#include "executor/distance.h"
#include "ir/input_shapes.h"
#include "ir/serialize.h"
#include "ir/text.h"
#include "ir/verify.h"
#include "passes/pipeline.h"
#include "report/picture.h"
#include "support/fail.h"
#include "support/hash.h"
#include "support/parallel.h"

namespace nnfront {

namespace {

constexpr std::uint64_t verification_seed = 1;

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void tell(const CompileOptions& options, std::string_view stage, std::uint64_t done, std::uint64_t total) {
  if (options.progress) options.progress(stage, done, total);
}

void dump_import(const CompileOptions& options, const Graph& graph) {
  if (options.dump_directory.empty()) return;
  make_folders(options.dump_directory);
  write_text_file(options.dump_directory / "reconstruct_00_import.txt", print(graph));
}

passes::RunnerOptions runner_options(const CompileOptions& options, std::string_view form) {
  passes::RunnerOptions result;
  if (options.dump_directory.empty()) return result;
  result.dump = [directory = options.dump_directory, form = std::string(form), count = 0](std::string_view pass,
                                                                                          const Graph& graph) mutable {
    write_text_file(directory / fmt::format("{}_{:02}_{}.txt", form, ++count, pass), print(graph));
  };
  return result;
}

// Progress of several files as one. The callback may come from several threads, and may throw to stop everything.
class WritingProgress {
 public:
  WritingProgress(const CompileOptions& options, std::size_t files) : options_(options), done_(files), total_(files) {}
  std::function<void(std::uint64_t, std::uint64_t)> of_file(std::size_t file) {
    return [this, file](std::uint64_t done, std::uint64_t total) {
      const std::lock_guard lock(mutex_);
      done_[file] = done;
      total_[file] = total;
      std::uint64_t all_done = 0;
      std::uint64_t all_total = 0;
      for (std::size_t i = 0; i < done_.size(); ++i) {
        all_done += done_[i];
        all_total += total_[i];
      }
      tell(options_, "write parameters", all_done, all_total);
    };
  }

 private:
  const CompileOptions& options_;
  std::mutex mutex_;
  std::vector<std::uint64_t> done_;
  std::vector<std::uint64_t> total_;
};

struct Form {
  const Graph& graph;
  std::string name;
};

std::vector<std::filesystem::path> files_of(const frontends::ModelFiles& model, const frontends::Import& import) {
  std::vector<std::filesystem::path> files = {model.graph};
  if (!model.parameters.empty() && model.parameters != model.graph) files.push_back(model.parameters);
  files.insert(files.end(), import.further_files.begin(), import.further_files.end());
  return files;
}

void hash_source(const std::vector<std::filesystem::path>& files, Source& source) {
  source.files.clear();
  for (const auto& path : files) {
    const ByteSource content(File::open(path));
    source.files.push_back({path.filename().string(), content.size(), sha256(content)});
  }
}

std::string picture_note(const Form& form) {
  return fmt::format("{}_graph.png is left out: the graph has {} operators, at most {} are drawn", form.name,
                     report::operator_count(form.graph), report::largest_picture_operators);
}

// A picture that is not drawn must not be there of an older compilation.
void write_pictures(const std::vector<Form>& forms, api::OutputFiles& files, const CompileOptions& options,
                    std::vector<std::string>& notes) {
  for (const Form& form : forms) {
    const std::string name = form.name + "_graph.png";
    const bool too_large = report::operator_count(form.graph) > report::largest_picture_operators;
    if (options.png && too_large) notes.push_back(picture_note(form));
    if (!options.png || too_large) {
      files.leave_out(name);
      continue;
    }
    tell(options, "draw", 0, 0);
    report::write_picture(form.graph, files.place(name));
  }
}

// The parameters of both forms and the source's checksums are independent of one another; the graphs' JSON needs the checksums.
Source write_parameter_files(const std::vector<Form>& forms, const std::vector<std::filesystem::path>& model, const Source& source,
                             api::OutputFiles& files, const CompileOptions& options, int threads) {
  Source hashed = source;
  WritingProgress progress(options, forms.size());
  std::vector<std::filesystem::path> places;
  for (const Form& form : forms) places.push_back(files.place(form.name + "_params.npz"));
  // The longest task begins first, so that no thread is left alone with it: folded weights are computed while they are written, and
  // the last form has the most of them.
  parallel_for(static_cast<std::int64_t>(forms.size()) + 1, threads, [&](std::int64_t task) {
    if (task == static_cast<std::int64_t>(forms.size())) return hash_source(model, hashed);
    const std::size_t i = forms.size() - 1 - static_cast<std::size_t>(task);
    write_parameters(forms[i].graph, places[i], progress.of_file(i));
  });
  return hashed;
}

// Empty where every distance is a number within the limit.
std::string verify_failure(const executor::Equivalence& equivalence, const Graph& fused, double limit) {
  if (equivalence.maximum <= limit) return {};
  const auto line = [&](const std::string& what) {
    return fmt::format("{}: the two forms are {:.3g} apart, at most {:.3g} is allowed", what, equivalence.maximum, limit);
  };
  for (const executor::SharedDistance& shared : equivalence.values) {
    if (shared.distance == equivalence.maximum) return line(fmt::format("value {} '{}'", text(shared.value), printable(shared.name)));
  }
  for (std::size_t i = 0; i < equivalence.outputs.size(); ++i) {
    if (equivalence.outputs[i] == equivalence.maximum) return line(fmt::format("output '{}'", printable(fused.outputs()[i].name)));
  }
  throw InternalError("the largest distance is one of the distances", __FILE__, __LINE__);
}

// Runs both forms; fills in what report and result say of it.
void verify_forms(const Graph& reconstruct, const Graph& fused, const CompileOptions& options, int threads, api::CompileReport& report,
                  CompileResult& result) {
  tell(options, "verify", 0, 0);
  const auto start = Clock::now();
  report.equivalence = executor::compare_forms(reconstruct, fused, verification_seed, threads);
  report.verify_milliseconds = milliseconds_since(start);
  std::string sizes;
  for (const auto& [symbol, size] : report.equivalence->sizes) sizes += fmt::format("{}{} = {}", sizes.empty() ? "" : ", ", symbol, size);
  if (!sizes.empty()) result.notes.push_back("both forms were run with " + sizes);
  // 1 is tried last (fitting_sizes).
  for (const auto& [symbol, size] : report.equivalence->sizes) {
    if (size == 1) result.notes.push_back(fmt::format("{} can only be 1: the model takes no other size that was tried", symbol));
  }
  report.distance_limit = options.distance_limit;
  result.largest_distance = report.equivalence->maximum;
  result.verify_failure = verify_failure(*report.equivalence, fused, options.distance_limit);
}

// Calls step(); what is wrong with content that is only read and folded then is still wrong with the model's file.
template <class Step>
auto with_file_named(const std::filesystem::path& file, const Step& step) {
  try {
    return step();
  } catch (const Error& error) {
    // What the system refuses names the path already.
    if (error.code() == ErrorCode::io) throw;
    throw error.in(printable(file.filename().string()));
  }
}

// Writes the six files and the report; the graphs learn the checksums of their source on the way.
void write_files(Graph& reconstruct, Graph& fused, const std::vector<std::filesystem::path>& model, const CompileOptions& options,
                 int threads, api::CompileReport& report, CompileResult& result) {
  const auto start = Clock::now();
  api::OutputFiles files(options.out_directory);
  const std::vector<Form> forms = {{reconstruct, "IR_for_reconstruct"}, {fused, "IR_fused_for_CModel"}};
  const Source source =
      with_file_named(model.front(), [&] { return write_parameter_files(forms, model, reconstruct.source, files, options, threads); });
  reconstruct.source = source;
  fused.source = source;
  for (const Form& form : forms) write_graph(form.graph, files.place(form.name + "_graph.json"));
  write_pictures(forms, files, options, result.notes);
  report.write_milliseconds = milliseconds_since(start);
  report.import.notes = result.notes;
  result.report_json = api::report_json(report);
  write_text_file(files.place("compile_report.json"), result.report_json);  // the seal
  result.files = files.publish();
}

// Shapes that nobody could run must not reach the passes, which would take them for a defect of their own.
void check_imported(const Graph& graph, const std::filesystem::path& file) {
  with_file_named(file, [&] {
    verify(graph);
    if (graph.outputs().empty()) fail(ErrorCode::invalid_file, "the graph has no outputs: there is nothing to compile");
  });
}

}  // namespace

CompileResult compile(const std::filesystem::path& model, const CompileOptions& options) {
  const int threads = chosen_threads(options.threads);
  if (std::isnan(options.distance_limit) || options.distance_limit < 0.0) {
    fail(ErrorCode::invalid_argument, "got the distance limit {}, wanted 0 or more", options.distance_limit);
  }
  frontends::ImportOptions import_options = api::import_options(options.inputs);
  import_options.outputs = options.outputs;
  import_options.parameters_required = !options.dry_run;
  api::CompileReport report;
  const auto start = Clock::now();
  tell(options, "read", 0, 0);
  const frontends::Detected detected = frontends::detect(model, options.framework, options.epoch);
  frontends::Import import = detected.frontend.import(detected.files, import_options);
  report.read_milliseconds = milliseconds_since(start);

  CompileResult result;
  result.notes = import.report.notes;
  result.refusals = frontends::refusals(import.report);
  report.import = std::move(import.report);
  if (!result.refusals.empty() && !options.dry_run) fail(ErrorCode::unsupported, "{}: {}", printable(model.string()), result.refusals);
  if (options.dry_run) {
    result.operators = api::operators_text(report.import);
    result.missing = report.import.missing;
  }
  if (!result.refusals.empty() || !result.missing.empty()) {
    result.report_json = api::report_json(report);
    return result;
  }

  check_imported(import.graph, detected.files.graph);
  const std::vector<std::filesystem::path> model_files = files_of(detected.files, import);
  dump_import(options, import.graph);
  tell(options, "passes", 0, 0);
  import.graph.producer = api::producer();
  const std::filesystem::path& file = detected.files.graph;
  report.reconstruct_passes = with_file_named(
      file, [&] { return passes::run_passes(import.graph, passes::reconstruct_pipeline(), runner_options(options, "reconstruct")); });
  with_file_named(file, [&] { check_fixed_sizes(import.graph); });
  auto reconstruct = std::make_shared<Graph>(std::move(import.graph));
  auto fused = std::make_shared<Graph>(
      with_file_named(file, [&] { return passes::fused_from(*reconstruct, report.fused_passes, runner_options(options, "fused")); }));

  if (options.verify) verify_forms(*reconstruct, *fused, options, threads, report, result);

  if (!options.dry_run && !options.out_directory.empty()) {
    write_files(*reconstruct, *fused, model_files, options, threads, report, result);
  } else {
    if (!options.dry_run) hash_source(model_files, reconstruct->source);
    fused->source = reconstruct->source;
    report.import.notes = result.notes;
    result.report_json = api::report_json(report);
  }
  result.reconstruct = Model(std::move(reconstruct));
  result.fused = Model(std::move(fused));
  return result;
}

}  // namespace nnfront
