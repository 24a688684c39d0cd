#include "support/boxed.h"

#include <gtest/gtest.h>

#include <string>

namespace nnfront {
namespace {

TEST(Boxed, TakesAPointerAndComparesByValue) {
  EXPECT_EQ(sizeof(Boxed<std::string>), sizeof(void*));
  const Boxed<std::string> none;
  const Boxed<std::string> a = std::string("a");
  EXPECT_FALSE(none);
  EXPECT_TRUE(a);
  EXPECT_EQ(none, Boxed<std::string>(std::nullopt));
  EXPECT_EQ(a, Boxed<std::string>(std::string("a")));
  EXPECT_NE(a, Boxed<std::string>(std::string("b")));
  EXPECT_NE(a, none);
  EXPECT_NE(none, a);
}

TEST(Boxed, CopiesAreDeep) {
  Boxed<std::string> a = std::string("a");
  Boxed<std::string> copy = a;
  *copy += "b";
  EXPECT_EQ(*a, "a");
  EXPECT_EQ(copy->size(), 2U);
  a = copy;
  copy->clear();
  EXPECT_EQ(*a, "ab");
  const Boxed<std::string>& itself = a;
  a = itself;
  EXPECT_EQ(*a, "ab");
  a = std::nullopt;
  EXPECT_FALSE(a);
}

}  // namespace
}  // namespace nnfront
