#include "ir/type.h"

#include <gtest/gtest.h>

#include "nnfront/error.h"

namespace nnfront {
namespace {

TEST(TensorType, Prints) {
  EXPECT_EQ(text(TensorType{DType::float32, {1, 3, 224, 224}}), "float32[1,3,224,224]");
  EXPECT_EQ(text(TensorType{DType::boolean, {}}), "bool[]");
  EXPECT_EQ(text(TensorType::unranked()), "float32[...]");
}

TEST(Value, ReadsOneSpelling) {
  EXPECT_EQ(parse_value("12:0"), (Value{12, 0}));
  EXPECT_EQ(text(Value{12, 3}), "12:3");
  for (const char* text :
       {"", "12", "12:", ":0", "-1:0", "1:-1", "+1:0", "01:0", "1:00", "1:0 ", "a:0", "1:2:3", "1:99999999999", "99999999999999999999:0"}) {
    EXPECT_THROW(parse_value(text), Error) << text;
  }
}

}  // namespace
}  // namespace nnfront
