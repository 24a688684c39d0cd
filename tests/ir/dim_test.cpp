#include "ir/dim.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <random>

#include "nnfront/error.h"

namespace nnfront {
namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

std::string canonical(std::string_view text) {
  return Dim::parse(text).text();
}

TEST(Dim, PrintsOneFormForEqualExpressions) {
  EXPECT_EQ(canonical("batch"), "batch");
  EXPECT_EQ(canonical("(seq+1)/2"), "(seq+1)/2");
  EXPECT_EQ(canonical("w*h*2"), "2*h*w");
  EXPECT_EQ(canonical("seq%4"), "seq%4");
  EXPECT_EQ(canonical("?"), "?");
  EXPECT_EQ(canonical("1 + seq - 1"), "seq");
  EXPECT_EQ(canonical("(a+b)*(a-b)"), "a*a-b*b");
  EXPECT_EQ(canonical("a-a"), "0");
  EXPECT_EQ(canonical("-h+1"), "-h+1");
  EXPECT_EQ(canonical("-(h/2)"), "-(h/2)");
  EXPECT_EQ(canonical("-9223372036854775808"), "-9223372036854775808");
}

TEST(Dim, DividesWhatComesOutEven) {
  EXPECT_EQ(canonical("(a*b)/b"), "a");
  EXPECT_EQ(canonical("(h+1)*a/(h+1)"), "a");
  EXPECT_EQ(canonical("(a*a-b*b)/(a+b)"), "a-b");
  EXPECT_EQ(canonical("(6*a+4)/2"), "3*a+2");
  EXPECT_EQ(canonical("(2*h)/(4*w)"), "h/(2*w)");
  EXPECT_EQ(canonical("(h*w+h)/w"), "h+h/w");
  EXPECT_EQ(canonical("(a*b)%b"), "0");
  EXPECT_EQ(canonical("2*a%2"), "0");
  EXPECT_EQ(canonical("(4*s+6)%8"), "2*((2*s+3)%4)");
}

TEST(Dim, CollapsesNestedQuotients) {
  EXPECT_EQ(canonical("((h+1)/2+1)/2"), "(h+3)/4");
  Dim size = Dim::symbol("h");
  for (int i = 0; i < 5; ++i) size = floor_div(size - 1, 2) + 1;
  EXPECT_EQ(size.text(), "(h+31)/32");
  EXPECT_EQ(size.substitute({{"h", Dim(224)}}), Dim(7));
  EXPECT_EQ(ceil_div(Dim::symbol("s"), 2).text(), "(s+1)/2");
}

TEST(Dim, RoundsDownAndUp) {
  EXPECT_EQ(floor_div(Dim(-7), 2), Dim(-4));
  EXPECT_EQ(ceil_div(Dim(-7), 2), Dim(-3));
  EXPECT_EQ(ceil_div(Dim(7), 2), Dim(4));
  EXPECT_EQ(ceil_div(Dim(7), -2), Dim(-3));
  EXPECT_EQ(modulo(Dim(-5), 3), Dim(1));
  EXPECT_EQ(modulo(Dim(5), -3), Dim(-1));
  EXPECT_EQ(ceil_div(Dim(highest), 2), Dim(std::int64_t{1} << 62));
  EXPECT_EQ(modulo(Dim(lowest), -1), Dim(0));
}

TEST(Dim, RefusesOverflow) {
  for (const auto& compute :
       std::vector<std::function<Dim()>>{[] { return Dim(highest) + 1; }, [] { return Dim(lowest) - 1; }, [] { return Dim(highest) * 2; },
                                         [] { return floor_div(Dim(lowest), -1); }, [] { return Dim::symbol("a") * highest * 2; },
                                         [] { return Dim::symbol("a") * highest + Dim::symbol("a"); }}) {
    EXPECT_THROW(compute(), Error);
  }
  EXPECT_THROW(floor_div(Dim::symbol("a"), 0), Error);
  EXPECT_THROW(modulo(Dim::unknown(), 0), Error);
  EXPECT_THROW(floor_div(Dim(1), Dim::symbol("a")).substitute({{"a", Dim(0)}}), Error);
}

TEST(Dim, RefusesExpressionsThatGrowWithoutBound) {
  Dim product(1);
  EXPECT_THROW(
      {
        for (int i = 0; i < 200; ++i) product = product * (Dim::symbol("s" + std::to_string(i)) + 1);
      },
      Error);
  Dim nested = Dim::symbol("a");
  EXPECT_THROW(
      {
        for (int i = 0; i < 200; ++i) nested = floor_div(nested * 2 + 1, Dim::symbol("b"));
      },
      Error);
}

TEST(Dim, RefusesTextThatIsNoDimension) {
  for (const std::string text : {"", "1+", "(", "(a", "a)", "a b", "1.5", "a//b", "?+1", "a/0", "99999999999999999999", "#", "a&b", "-"}) {
    EXPECT_THROW(Dim::parse(text), Error) << text;
  }
  EXPECT_THROW(Dim::parse(std::string(100000, '(')), Error);
  EXPECT_THROW(Dim::parse(std::string(4000, '-') + "1"), Error);
  EXPECT_THROW(Dim::symbol("a b"), Error);
  EXPECT_EQ(Dim::parse(std::string(60, '(') + "a" + std::string(60, ')')), Dim::symbol("a"));
}

TEST(Dim, UnknownSwallowsEverything) {
  EXPECT_TRUE((Dim::unknown() + 1).is_unknown());
  EXPECT_TRUE((Dim::symbol("a") * Dim::unknown()).is_unknown());
  EXPECT_TRUE(compatible(Dim::unknown(), 3));
  EXPECT_TRUE(compatible(Dim::symbol("a"), 3));
  EXPECT_FALSE(compatible(Dim(4), Dim(3)));
  EXPECT_EQ(Dim::unknown(), Dim::unknown());
  EXPECT_NE(Dim::unknown(), Dim(0));
}

TEST(Dim, NamesItsSymbols) {
  EXPECT_EQ(Dim::parse("(b*a+1)/(c+2)%d").symbols(), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_TRUE(Dim(3).symbols().empty());
}

TEST(Shape, PrintsAndCounts) {
  const Shape shape = {Dim::symbol("batch"), 3, Dim::unknown()};
  EXPECT_EQ(text(shape), "[batch,3,?]");
  EXPECT_EQ(text(Shape{}), "[]");
  EXPECT_EQ(element_count({Dim::symbol("n"), 3, 4}).text(), "12*n");
  EXPECT_FALSE(integers(shape).has_value());
  EXPECT_EQ(integers({1, 2}), (std::vector<std::int64_t>{1, 2}));
}

// An expression together with what it is worth for given symbols, computed apart.
struct Sample {
  Dim dim;
  std::int64_t worth;
};

class RandomExpressions {
 public:
  explicit RandomExpressions(std::uint64_t seed) : random_(seed) {
    for (const char* name : {"a", "b", "c"}) values_[name] = Dim(static_cast<std::int64_t>(1 + random_() % 50));
  }

  Sample make(int depth) {
    if (depth == 0 || random_() % 4 == 0) return leaf();
    const Sample a = make(depth - 1);
    const Sample b = make(depth - 1);
    switch (random_() % 5) {
      case 0:
        return {a.dim + b.dim, a.worth + b.worth};
      case 1:
        return {a.dim - b.dim, a.worth - b.worth};
      case 2:
        return {a.dim * b.dim, a.worth * b.worth};
      case 3:
        if (b.worth == 0) return a;
        return {floor_div(a.dim, b.dim), floor_div(Dim(a.worth), b.worth).integer()};
      default:
        if (b.worth == 0) return a;
        return {modulo(a.dim, b.dim), modulo(Dim(a.worth), b.worth).integer()};
    }
  }
  const std::map<std::string, Dim>& values() const { return values_; }

 private:
  Sample leaf() {
    if (random_() % 2 == 0) {
      const auto number = static_cast<std::int64_t>(random_() % 9) - 3;
      return {Dim(number), number};
    }
    const std::string name(1, static_cast<char>('a' + random_() % 3));
    return {Dim::symbol(name), values_.at(name).integer()};
  }

  std::mt19937_64 random_;
  std::map<std::string, Dim> values_;
};

TEST(Dim, IsNeverBelowItsLowerBound) {
  const auto bound = [](std::string_view text) { return lower_bound(Dim::parse(text)); };
  EXPECT_EQ(bound("-3"), -3);
  EXPECT_EQ(bound("n"), 0);
  EXPECT_EQ(bound("2*n+m*n-1"), -1);
  EXPECT_EQ(bound("(n+1)/2+3"), 3);
  EXPECT_EQ(bound("n%4"), 0);
  EXPECT_EQ(bound("n-m"), std::nullopt);
  EXPECT_EQ(bound("(n-1)/2"), -1);
  EXPECT_EQ(bound("(n-m)/2"), std::nullopt);
  EXPECT_EQ(bound("?"), std::nullopt);
}

TEST(Dim, RandomExpressionsKeepTheirWorthAndReadBackAlike) {
  int checked = 0;
  int bounded = 0;
  for (std::uint64_t seed = 0; seed < 20000; ++seed) {
    RandomExpressions expressions(seed);
    try {
      const Sample sample = expressions.make(4);
      ASSERT_EQ(Dim::parse(sample.dim.text()), sample.dim) << sample.dim.text();
      ASSERT_EQ(Dim::parse(sample.dim.text()).text(), sample.dim.text());
      ASSERT_EQ(sample.dim.substitute(expressions.values()), Dim(sample.worth)) << sample.dim.text();
      if (const auto bound = lower_bound(sample.dim)) {
        ASSERT_LE(*bound, sample.worth) << sample.dim.text();
        bounded += sample.dim.is_symbolic() ? 1 : 0;
      }
      ++checked;
    } catch (const Error&) {
      // A divisor that is zero for every value of the symbols, such as a-a; or one that became too large.
    }
  }
  EXPECT_GT(checked, 19000);
  EXPECT_GT(bounded, 2000);
}

}  // namespace
}  // namespace nnfront
