#include "passes/unroll_loops.h"

#include <gtest/gtest.h>

#include "ir/text.h"
#include "ir/verify.h"
#include "ops/op_table.h"
#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(UnrollLoops, CopiesTheBodyAndStacksWhatIsScanned) {
  expect_rewrite(passes::unroll_loops, R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [2] : int64[]
  %2:2 = loop(%1, none, %0) name="rounds" { "body"(%0)
    %3 = input() name="iteration" : int64[]
    %4 = input() name="condition" : bool[]
    %5 = input() name="carried" : float32[2]
    %6 = parameter() key="w" = [3, 4] : float32[2]
    %7 = mul(%5, %6) name="product"
    %8 = cast(%3) to="float32"
    %9 = add(%7, %8)
    output "condition" %4
    output "carried" %9
    output "scanned" %7
  }
  output "last" %2
  output "all" %2:1
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [2] : int64[]
  %6 = parameter() key="w" = [3, 4] : float32[2]
  %10 = constant() = [0] : int64[]
  %11 = mul(%0, %6) name="product[0]"
  %12 = cast(%10) to="float32"
  %13 = add(%11, %12)
  %14 = constant() = [1] : int64[]
  %15 = mul(%13, %6) name="product[1]"
  %16 = cast(%14) to="float32"
  %17 = add(%15, %16)
  %18 = stack(%11, %15) axis=0 name="rounds"
  output "last" %17
  output "all" %18
  alias %2 = %17
  alias %2:1 = %18
})");
}

TEST(UnrollLoops, AShapeThatChangesFromTripToTripIsKnownAfterwards) {
  Graph graph = parse_graph(R"(graph reconstruct {
  %0 = input() name="x" : float32[1]
  %1 = constant() = [3] : int64[]
  %2 = constant() = [true] : bool[]
  %3 = loop(%1, %2, %0) { "body"(%2)
    %4 = input() name="iteration" : int64[]
    %5 = input() name="condition" : bool[]
    %6 = input() name="carried" : float32[?]
    %7 = constant() = [true] : bool[]
    %8 = concat(%6, %6) axis=0
    output "condition" %7
    output "carried" %8
  }
  %9 = relu(%3)
  output "y" %9
})");
  EXPECT_TRUE(passes::unroll_loops(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_EQ(text(graph.nodes().back().outputs[0].type), "float32[8]");
}

TEST(UnrollLoops, AScanBecomesSlicesAndStacks) {
  expect_rewrite(passes::unroll_loops, R"(graph reconstruct {
  %0 = input() name="s" : float32[3]
  %1 = input() name="x" : float32[3,2]
  %2:2 = scan(%0, %1) states=1 input_axes=[-1] reversed_inputs=[1] output_axes=[-1] reversed_outputs=[1] { "body"()
    %3 = input() name="state" : float32[3]
    %4 = input() name="slice" : float32[3]
    %5 = add(%3, %4)
    output "state" %5
    output "sum" %5
  }
  output "last" %2
  output "all" %2:1
})",
                 R"(graph reconstruct {
  %0 = input() name="s" : float32[3]
  %1 = input() name="x" : float32[3,2]
  %6 = constant() = [1] : int64[]
  %7 = gather(%1, %6) axis=1
  %8 = add(%0, %7)
  %9 = constant() = [0] : int64[]
  %10 = gather(%1, %9) axis=1
  %11 = add(%8, %10)
  %12 = stack(%11, %8) axis=1
  output "last" %11
  output "all" %12
  alias %2 = %11
  alias %2:1 = %12
})");
}

// Inner loops first; what they give is read by copies of the outer body, in a branch as well.
TEST(UnrollLoops, NestedLoopsAndBranchesAreCopiedWhole) {
  expect_rewrite(passes::unroll_loops, R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [2] : int64[]
  %2 = input() name="c" : bool[]
  %3 = loop(%1, none, %0) { "outer"(%1, %2)
    %10 = input() name="iteration" : int64[]
    %11 = input() name="condition" : bool[]
    %12 = input() name="carried" : float32[2]
    %13 = loop(%1, none, %12) { "inner"(%12)
      %20 = input() name="iteration" : int64[]
      %21 = input() name="condition" : bool[]
      %22 = input() name="carried" : float32[2]
      %23 = add(%22, %12)
      output "condition" %21
      output "carried" %23
    }
    %14 = if(%2) { "then"(%13)
      %30 = parameter() key="w" = [3, 4] : float32[2]
      %31 = mul(%13, %30)
      output "y" %31
    } { "else"(%13)
      output "y" %13
    }
    output "condition" %11
    output "carried" %14
  }
  output "y" %3
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [2] : int64[]
  %2 = input() name="c" : bool[]
  %30 = parameter() key="w" = [3, 4] : float32[2]
  %34 = add(%0, %0)
  %35 = add(%34, %0)
  %36 = if(%2) { "then"(%30, %35)
    %37 = mul(%35, %30)
    output "y" %37
  } { "else"(%35)
    output "y" %35
  }
  %38 = add(%36, %36)
  %39 = add(%38, %36)
  %40 = if(%2) { "then"(%30, %39)
    %41 = mul(%39, %30)
    output "y" %41
  } { "else"(%39)
    output "y" %39
  }
  output "y" %40
  alias %3 = %40
})");
}

TEST(UnrollLoops, WithoutATripTheInputsStay) {
  expect_rewrite(passes::unroll_loops, R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [false] : bool[]
  %2 = loop(none, %1, %0) { "body"()
    %4 = input() name="iteration" : int64[]
    %5 = input() name="condition" : bool[]
    %6 = input() name="carried" : float32[2]
    %7 = relu(%6)
    output "condition" %5
    output "carried" %7
  }
  %8 = tanh(%2)
  output "y" %8
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = constant() = [false] : bool[]
  %8 = tanh(%0)
  output "y" %8
  alias %2 = %0
})");
}

std::string counted(std::int64_t trips, std::string_view attributes = "", std::string_view condition = "none") {
  return fmt::format(R"(graph reconstruct {{
  %0 = input() name="x" : float32[2]
  %1 = constant() = [{}] : int64[]
  %2 = input() name="c" : bool[]
  %3 = loop(%1, {}, %0) {} {{ "body"()
    %4 = input() name="iteration" : int64[]
    %5 = input() name="condition" : bool[]
    %6 = input() name="carried" : float32[2]
    %7 = relu(%6)
    output "condition" %5
    output "carried" %7
  }}
  output "y" %3
}})",
                     trips, condition, attributes);
}

TEST(UnrollLoops, StaysWhereTheTripsAreNotKnownOrTooMany) {
  expect_untouched(passes::unroll_loops, counted(3, "", "%2"));
  expect_untouched(passes::unroll_loops, counted(std::int64_t{1} << 62));
  expect_untouched(passes::unroll_loops, counted(5000));
  Graph graph = parse_graph(counted(1000));
  EXPECT_TRUE(passes::unroll_loops(graph));
}

TEST(UnrollLoops, AllLoopsOfAGraphTogetherStayUnderALimit) {
  std::string text = "graph reconstruct {\n  %0 = input() name=\"x\" : float32[2]\n  %1 = constant() = [1200] : int64[]\n";
  constexpr int loops = 20;
  for (int i = 0; i < loops; ++i) {
    text += fmt::format(
        "  %{0} = loop(%1, none, %{1}) {{ \"body\"()\n %{2} = input() name=\"i\" : int64[]\n %{3} = input() name=\"c\" : "
        "bool[]\n %{4} = input() name=\"x\" : float32[2]\n %{5} = relu(%{4})\n output \"c\" %{3}\n output \"x\" %{5}\n }}\n",
        10 * i + 10, i == 0 ? 0 : 10 * i, 10 * i + 11, 10 * i + 12, 10 * i + 13, 10 * i + 14);
  }
  Graph graph = parse_graph(text + fmt::format("  output \"y\" %{}\n}}", 10 * loops));
  EXPECT_TRUE(passes::unroll_loops(graph));
  EXPECT_EQ(problems(graph), std::vector<std::string>());
  EXPECT_LT(graph.nodes().size(), 100'000U);
  EXPECT_GT(graph.nodes().size(), 10'000U);
}

TEST(UnrollLoops, AStackOfNothingIsLeftAlone) {
  expect_untouched(passes::unroll_loops, R"(graph reconstruct {
  %0 = input() name="s" : float32[3]
  %1 = input() name="x" : float32[0,3]
  %2:2 = scan(%0, %1) states=1 input_axes=[0] reversed_inputs=[0] output_axes=[0] reversed_outputs=[0] { "body"()
    %3 = input() name="state" : float32[3]
    %4 = input() name="slice" : float32[3]
    %5 = add(%3, %4)
    output "state" %5
    output "sum" %5
  }
  output "last" %2
  output "all" %2:1
})");
}

}  // namespace nnfront::test
