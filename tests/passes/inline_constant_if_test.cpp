#include "passes/inline_constant_if.h"

#include <gtest/gtest.h>

#include "ir/text.h"
#include "ir/verify.h"
#include "tests/passes/pass_test.h"

namespace nnfront::test {

TEST(InlineConstantIf, TheTakenBranchKeepsItsIds) {
  const Graph graph = expect_rewrite(passes::inline_constant_if, R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3]
  %1 = constant() = [true] : bool[]
  %2:2 = if(%1) { "then"(%0)
    %3 = parameter() key="w" = [1, 2, 3] : float32[3]
    %4 = add(%0, %3)
    output "a" %4
    output "b" %0
  } { "else"(%0)
    %5 = parameter() key="v" = [1, 2] : float32[2]
    %6 = slice(%0) axes=[1] starts=[0] stops=[2] steps=[1]
    %7 = add(%6, %5)
    output "a" %7
    output "b" %6
  }
  %8 = relu(%2)
  %9 = tanh(%2:1)
  output "y" %8
  output "z" %9
})",
                                     R"(graph reconstruct {
  %0 = input() name="x" : float32[2,3]
  %1 = constant() = [true] : bool[]
  %3 = parameter() key="w" = [1, 2, 3] : float32[3]
  %4 = add(%0, %3)
  %8 = relu(%4)
  %9 = tanh(%0)
  output "y" %8
  output "z" %9
  alias %2 = %4
  alias %2:1 = %0
})");
  EXPECT_EQ(resolve(graph, {2, 0}), (Value{4, 0}));
}

TEST(InlineConstantIf, NestedBranchesGoInOneRun) {
  expect_rewrite(passes::inline_constant_if, R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = input() name="c" : bool[]
  %2 = constant() = [false] : bool[1]
  %3 = if(%1) { "then"(%0, %2)
    %4 = if(%2) { "then"(%0)
      output "y" %0
    } { "else"(%0, %2)
      %5 = relu(%0)
      %6 = if(%2) { "then"(%0)
        output "y" %0
      } { "else"(%5)
        %7 = tanh(%5)
        output "y" %7
      }
      output "y" %6
    }
    output "y" %4
  } { "else"(%0)
    output "y" %0
  }
  output "y" %3
})",
                 R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = input() name="c" : bool[]
  %2 = constant() = [false] : bool[1]
  %3 = if(%1) { "then"(%0)
    %5 = relu(%0)
    %7 = tanh(%5)
    output "y" %7
  } { "else"(%0)
    output "y" %0
  }
  output "y" %3
  alias %4 = %7
  alias %6 = %7
})");
}

TEST(InlineConstantIf, AConditionThatAnotherBranchGave) {
  expect_rewrite(passes::inline_constant_if, R"(graph fused {
  %0 = input() name="x" : float32[2]
  %1 = parameter() key="c" role="buffer" trainable=false = [true] : bool[]
  %2 = if(%1) { "then"()
    %3 = constant() = [false] : bool[]
    output "c" %3
  } { "else"(%1)
    output "c" %1
  }
  %4 = if(%2) { "then"(%0)
    output "y" %0
  } { "else"(%0)
    %5 = relu(%0)
    output "y" %5
  }
  output "y" %4
})",
                 R"(graph fused {
  %0 = input() name="x" : float32[2]
  %1 = parameter() key="c" role="buffer" trainable=false = [true] : bool[]
  %3 = constant() = [false] : bool[]
  %5 = relu(%0)
  output "y" %5
  alias %2 = %3
  alias %4 = %5
})");
}

TEST(InlineConstantIf, WhatIsNotKnownStays) {
  expect_untouched(passes::inline_constant_if, R"(graph reconstruct {
  %0 = input() name="x" : float32[2]
  %1 = input() name="c" : bool[]
  %2 = parameter() key="s" role="state" trainable=false = [true] : bool[]
  %3 = if(%1) { "then"(%0)
    output "y" %0
  } { "else"(%0)
    %4 = relu(%0)
    output "y" %4
  }
  %5 = if(%2) { "then"(%0)
    output "y" %0
  } { "else"(%0)
    %6 = relu(%0)
    output "y" %6
  }
  output "y" %3
  output "z" %5
})");
}

}  // namespace nnfront::test
