#include "nnfront/model.h"

#include <gtest/gtest.h>

#include "ir/text.h"
#include "nnfront/error.h"
#include "ops/op_table.h"
#include "support/file.h"
#include "tests/support/temporary_folder.h"

namespace nnfront {
namespace {

Model parse(std::string_view text) {
  return Model(std::make_shared<const Graph>(parse_text(text, ops::operators())));
}

Model small_model() {
  return parse(R"(graph fused {
    %0 = input() name="x" : float32[1,2]
    %1 = parameter() key="w" = [1, 2, 3, -4] : float32[2,2]
    %3 = dense(%0, %1, none) name="fc" swallowed=[2] then relu(%2)
    output "y" %3
  })");
}

Array floats(std::vector<std::int64_t> dims, const std::vector<float>& elements) {
  return Array::of<float>(std::move(dims), elements);
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no Error";
}

TEST(Model, RunsOnBothEnginesForAnyBatch) {
  const Model model = small_model();
  for (const char* engine : {"reference", "onednn"}) {
    const auto result = model.run({floats({2, 2}, {1, 1, 0, 1})}, {engine, 1, {}});
    ASSERT_EQ(result.arrays.size(), 1U);
    EXPECT_EQ(result.arrays[0].dims(), (std::vector<std::int64_t>{2, 2}));
    const auto y = result.arrays[0].as<float>();
    EXPECT_EQ(std::vector<float>(y.begin(), y.end()), (std::vector<float>{3, 0, 2, 0})) << engine;
  }
}

TEST(Model, GivesSwallowedValues) {
  const Model model = small_model();
  const auto result = model.run({floats({1, 2}, {1, 1})}, {"onednn", 1, {"2:0"}});
  ASSERT_EQ(result.arrays.size(), 2U);
  EXPECT_EQ(result.arrays[1].as<float>()[1], -1.0F);
  EXPECT_EQ(result.info[1].value, "2:0");
  EXPECT_EQ(model.run({floats({1, 2}, {1, 1})}, {"reference", 1, {"all"}}).keys, (std::vector<std::string>{"y", "0:0", "2:0"}));
}

TEST(Model, ResultsAreCalledByWhatWasAskedFor) {
  // A fused graph that has lost an identity behind its output: 3:0 was an interior value before, and 4:0 the output.
  const Model model = parse(R"(graph fused {
    %0 = input() name="x" : float32[2]
    %1 = relu(%0) name="act"
    %2 = exp(%1) name="twin"
    %3 = exp(%2) name="twin"
    output "y" %3
    alias %4 = %3
  })");
  const auto keys = [&](std::vector<std::string> values) {
    return model.run({floats({2}, {1, -1})}, {"reference", 1, std::move(values)}).keys;
  };
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys({}), Keys{"y"});
  EXPECT_EQ(keys({"1:0", "act", "1:0"}), (Keys{"y", "1:0", "act"})) << "none twice";
  EXPECT_EQ(keys({"3:0", "4:0"}), (Keys{"y", "3:0", "4:0"})) << "an id is the key in every form";
  EXPECT_EQ(keys({"y", "all"}), (Keys{"y", "0:0", "1:0", "2:0"}));
  EXPECT_EQ(model.run({floats({2}, {1, -1})}, {"reference", 1, {"4:0"}}).info[1].value, "4:0");
  EXPECT_EQ(message_of([&] { keys({"twin"}); }), "value 'twin': 2 values are called so, ask for one by its id: 2:0, 3:0");
  EXPECT_EQ(message_of([&] { keys({"atc"}); }), "value 'atc' is not in this graph (it may have been folded away), did you mean 'act'?");
}

TEST(Model, TakesOtherInputShapes) {
  const Model model = parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[n,2]
    %1 = parameter() key="w" = [1, 2, 3, -4] : float32[2,2]
    %2 = dense(%0, %1, none) name="fc"
    output "y" %2
  })");
  EXPECT_EQ(message_of([&] { model.complexity_line(); }), "complexity needs sizes, and 'n' is a symbol; give sizes with --input x:1,2");
  EXPECT_EQ(model.with_input_shapes({{"x", "3,2"}}).complexity_line(), "nnz: 4, sparsity: 0.0, dense_flops: 12.0, sparse_flops: 12.0");
  EXPECT_EQ(model.inputs()[0].shape, "[n,2]") << "the model itself stays as it is";
  EXPECT_EQ(message_of([&] {
              model.with_input_shapes({{"z", "3,2"}});
            }),
            "--input z: no input is called so (there are: x), did you mean 'x'?");
  EXPECT_EQ(message_of([&] { model.with_input_shapes({{"x", "3"}}); }), "--input x: got [3], wanted 2 dimensions as in [n,2]");
}

// The sizes of symbols in one input are theirs in the others, and the advice names what the graph takes.
TEST(Model, ASymbolThatIsGivenASizeHasItInEveryInput) {
  const Model model = parse(R"(graph reconstruct {
    %0 = input() name="a" : float32[n,2]
    %1 = input() name="b" : float32[n,k]
    %2 = input() name="c" : float32[3,k]
    %3 = concat(%0, %1) axis=1
    %4 = concat(%1, %2) axis=0
    %5 = input() name="d" : float32[k,7]
    %6 = input() name="e" : float32[5,7]
    %7 = concat(%5, %6) axis=1
    output "ab" %3
    output "bc" %4
    output "de" %7
  })");
  EXPECT_EQ(message_of([&] { model.complexity_line(); }),
            "complexity needs sizes, and 'k', 'n' are symbols; give sizes with --input a:1,2 --input b:1,5 --input c:3,5 --input d:5,7");
  const Model given = model.with_input_shapes({{"a", "4,2"}});
  EXPECT_EQ(given.inputs()[1].shape, "[4,k]");
  EXPECT_EQ(message_of([&] { given.complexity_line(); }),
            "complexity needs sizes, and 'k' is a symbol; give sizes with --input b:4,5 --input c:3,5 --input d:5,7");
}

TEST(Model, WhatIsNoGraphFileYetIsCalledByItsName) {
  const testing_support::TemporaryFolder folder;
  const std::filesystem::path symbol = folder / "net-symbol.json";
  write_text_file(symbol, R"j({"nodes": [{"op": "null", "name": "data", "inputs": []}], "arg_nodes": [0], "heads": [[0, 0, 0]]})j");
  EXPECT_EQ(message_of([&] { Model::load(symbol); }),
            symbol.string() + ": an MXNet model, wanted the graph file that is made of it: nnfront compile " + symbol.string());
}

TEST(Model, SaysWhatIsWrongWithInputs) {
  const Model model = small_model();
  EXPECT_EQ(message_of([&] { model.run({}); }), "got 0 inputs, the model has 1: x");
  EXPECT_EQ(message_of([&] { model.run({floats({1, 3}, {1, 2, 3})}); }), "input 'x': got float32[1,3], wanted float32[1,2]");
  EXPECT_EQ(message_of([&] { model.run({Array(DType::int8, {1, 2})}); }), "input 'x': got int8[1,2], wanted float32[1,2]");
  EXPECT_NE(message_of([&] {
              model.run({floats({1, 2}, {1, 2})}, {"onednn", 1, {"77:0"}});
            }).find("'77:0' is not in this graph"),
            std::string::npos);
  EXPECT_NE(message_of([&] { model.run({floats({1, 2}, {1, 2})}, {"cuda", 1, {}}); }).find("cuda"), std::string::npos);
}

TEST(Model, TakesAnySizeForASymbol) {
  const Model model = parse(R"(graph reconstruct {
    %0 = input() name="x" : float32[n,h]
    %1 = relu(%0)
    output "y" %1
  })");
  EXPECT_EQ(model.run({floats({1, 3}, {-1, 2, 3})}).arrays[0].dims(), (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(model.run({floats({2, 2}, {-1, 2, 3, 4})}).arrays[0].dims(), (std::vector<std::int64_t>{2, 2}));
}

TEST(Model, ASymbolIsOneNumberInAllInputs) {
  const Model model = parse(R"(graph reconstruct {
    %0 = input() name="a" : float32[n,2]
    %1 = input() name="b" : float32[n,2]
    %2 = add(%0, %1)
    output "y" %2
  })");
  EXPECT_EQ(model.run({floats({1, 2}, {1, 2}), floats({1, 2}, {3, 4})}).arrays[0].as<float>()[1], 6.0F);
  EXPECT_EQ(message_of([&] {
              model.run({floats({2, 2}, {1, 2, 3, 4}), floats({1, 2}, {3, 4})});
            }),
            "input 'b': n is 1 in dimension 0 and 2 in another input");
}

TEST(Model, ASymbolIsOneNumberInOneInput) {
  const Model model = parse(R"(graph reconstruct {
    %0 = input() name="a" : float32[n,n]
    %1 = relu(%0)
    output "y" %1
  })");
  EXPECT_EQ(message_of([&] { model.run({floats({2, 3}, {1, 2, 3, 4, 5, 6})}); }), "input 'a': n is 3 in dimension 1 and 2 in dimension 0");
}

TEST(Model, RefusesMoreThreadsThanAnyMachineHas) {
  EXPECT_EQ(message_of([&] {
              small_model().run({floats({1, 2}, {1, 2})}, {"onednn", 1025, {}});
            }),
            "got 1025 threads, wanted 0 (every processor) to 1024");
}

TEST(Model, SavesAndLoads) {
  const testing_support::TemporaryFolder folder;
  const Model model = small_model();
  model.save(folder / "g_graph.json", folder / "g_params.npz");
  const Model loaded = Model::load(folder / "g_graph.json", folder / "g_params.npz");
  EXPECT_EQ(loaded.text(), model.text());
  EXPECT_EQ(loaded.parameter("w").as<float>()[3], -4.0F);
  EXPECT_NE(message_of([&] { loaded.parameter("v"); }).find("did you mean 'w'?"), std::string::npos);
  const Model bare = Model::load(folder / "g_graph.json");
  EXPECT_EQ(bare.complexity_line(), "nnz: 4, sparsity: 0.0, dense_flops: 4.0, sparse_flops: 4.0");
  EXPECT_NE(message_of([&] { bare.run({floats({1, 2}, {1, 1})}); }).find("'w' has no content"), std::string::npos);
}

TEST(Model, ListsNodes) {
  const auto nodes = small_model().nodes();
  ASSERT_EQ(nodes.size(), 3U);
  EXPECT_EQ(nodes[2].op, "dense");
  EXPECT_EQ(nodes[2].epilogue, std::vector<std::string>{"relu"});
  EXPECT_EQ(nodes[2].inputs, (std::vector<std::string>{"0:0", "1:0", ""}));
}

}  // namespace
}  // namespace nnfront
