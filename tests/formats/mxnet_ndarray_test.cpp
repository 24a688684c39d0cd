#include "formats/mxnet_ndarray.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "tests/formats/bytes.h"
#include "tests/support/source_folder.h"

namespace nnfront::formats {
namespace {

using Dims = std::vector<std::int64_t>;

constexpr std::uint32_t v1 = 0xF993fac8;
constexpr std::uint32_t v2 = 0xF993fac9;
constexpr std::uint32_t v3 = 0xF993faca;

std::string shape(const Dims& dims) {
  std::string bytes = little(static_cast<std::int32_t>(dims.size()));
  for (const std::int64_t dim : dims) bytes += little(dim);
  return bytes;
}

std::string device() {
  return little(std::int32_t{2}, std::int32_t{3});
}

std::string type(std::int32_t flag) {
  return little(flag);
}

std::string names(const std::vector<std::string>& all) {
  std::string bytes = little(std::uint64_t{all.size()});
  for (const std::string& name : all) bytes += little(std::uint64_t{name.size()}) + name;
  return bytes;
}

std::string list(const std::vector<std::string>& records, const std::string& tail = little(std::uint64_t{0})) {
  std::string bytes = little(std::uint64_t{0x112}, std::uint64_t{0}, std::uint64_t{records.size()});
  for (const std::string& record : records) bytes += record;
  return bytes + tail;
}

std::string legacy_record() {
  return little(std::uint32_t{2}, std::uint32_t{1}, std::uint32_t{3}) + device() + type(0) + little(1.0F, 2.0F, 3.0F);
}

std::string v1_record() {
  return little(v1) + shape({3}) + device() + type(6) + little(std::int64_t{-1}, std::int64_t{2}, std::int64_t{3});
}

std::string v2_record() {
  return little(v2, std::int32_t{0}) + shape({2, 2}) + device() + type(3) + "abcd";
}

std::string v3_record(const Dims& dims, const std::string& content) {
  return little(v3, std::int32_t{0}) + shape(dims) + device() + type(1) + content;
}

// A row-sparse [4, 2] array of float32 with these rows stored.
std::string row_sparse_record(const std::vector<std::int64_t>& rows, std::int64_t stored_rows) {
  std::string bytes = little(v2, std::int32_t{1}) + shape({stored_rows, 2}) + shape({4, 2}) + device() + type(0) + type(6) +
                      shape({static_cast<std::int64_t>(rows.size())});
  for (std::int64_t i = 0; i < stored_rows * 2; ++i) bytes += little(static_cast<float>(i + 1));
  for (const std::int64_t row : rows) bytes += little(row);
  return bytes;
}

// A csr [3, 4] array of int8 with a 32-bit row pointer and 64-bit columns.
std::string csr_record(const std::vector<std::int32_t>& pointer, const std::vector<std::int64_t>& columns) {
  const auto stored = static_cast<std::int64_t>(columns.size());
  std::string bytes = little(v2, std::int32_t{2}) + shape({stored}) + shape({3, 4}) + device() + type(5) + type(4) +
                      shape({static_cast<std::int64_t>(pointer.size())}) + type(6) + shape({stored});
  for (std::int64_t i = 0; i < stored; ++i) bytes += little(static_cast<std::int8_t>(i + 1));
  for (const std::int32_t each : pointer) bytes += little(each);
  for (const std::int64_t each : columns) bytes += little(each);
  return bytes;
}

std::vector<MxnetArray> read(const std::string& bytes) {
  return read_mxnet_arrays(source_of(bytes));
}

template <class T>
std::vector<T> elements(const Array& array) {
  const std::span<const T> all = array.as<T>();
  return {all.begin(), all.end()};
}

TEST(MxnetNdarray, ReadsEveryLayout) {
  const std::string bytes =
      list({legacy_record(), v1_record(), v2_record(), v3_record({2}, little(0.5, 1.5))}, names({"arg:a", "aux:b", "c", ""}));
  EXPECT_TRUE(looks_like_mxnet_arrays(source_of(bytes)));
  const std::vector<MxnetArray> arrays = read(bytes);
  ASSERT_EQ(arrays.size(), 4U);
  const std::vector<std::string> wanted_names = {"arg:a", "aux:b", "c", ""};
  const std::vector<Dims> wanted_dims = {{1, 3}, {3}, {2, 2}, {2}};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(arrays[i].version, static_cast<int>(i));
    EXPECT_EQ(arrays[i].name, wanted_names[i]);
    EXPECT_EQ(arrays[i].dims, wanted_dims[i]);
    EXPECT_EQ(arrays[i].storage, MxnetStorage::dense);
    EXPECT_TRUE(arrays[i].has_content);
  }
  EXPECT_EQ(elements<float>(densify(arrays[0])), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(elements<std::int64_t>(densify(arrays[1])), (std::vector<std::int64_t>{-1, 2, 3}));
  EXPECT_EQ(elements<std::uint8_t>(densify(arrays[2])), (std::vector<std::uint8_t>{'a', 'b', 'c', 'd'}));
  EXPECT_EQ(elements<double>(densify(arrays[3])), (std::vector<double>{0.5, 1.5}));
}

TEST(MxnetNdarray, ReadsEveryElementType) {
  const std::vector<DType> types = {DType::float32, DType::float64, DType::float16, DType::uint8, DType::int32,
                                    DType::int8,    DType::int64,   DType::boolean, DType::int16, DType::uint16,
                                    DType::uint32,  DType::uint64,  DType::bfloat16};
  for (std::size_t flag = 0; flag < types.size(); ++flag) {
    const std::string content(3 * storage_bytes(types[flag], 1), '\1');
    const std::string bytes = list({little(v2, std::int32_t{0}) + shape({3}) + device() + type(static_cast<std::int32_t>(flag)) + content});
    const std::vector<MxnetArray> arrays = read(bytes);
    EXPECT_EQ(arrays.at(0).dtype, types[flag]);
    EXPECT_EQ(arrays.at(0).content.size(), content.size());
  }
}

TEST(MxnetNdarray, ReadsArraysThatWereNeverFilled) {
  const std::string none_legacy = little(std::uint32_t{0});
  const std::string none_v1 = little(v1) + shape({});
  const std::string none_v2 = little(v2, std::int32_t{0}) + shape({});
  const std::string none_v3 = little(v3, std::int32_t{0}, std::int32_t{-1});
  const std::string unknown_v3 = little(v3, std::int32_t{0}) + shape({-1, 3});
  const std::string bytes = list({none_legacy, none_v1, none_v2, none_v3, unknown_v3, v2_record()});
  const std::vector<MxnetArray> arrays = read(bytes);
  ASSERT_EQ(arrays.size(), 6U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_FALSE(arrays[i].has_content) << i;
  EXPECT_TRUE(arrays[5].has_content);
  expect_refusal("saved without a shape and content", [&] { densify(arrays[2]); });
}

TEST(MxnetNdarray, V3HasScalarsAndEmptyArrays) {
  const std::string bytes = list({v3_record({}, little(2.5)), v3_record({0, 3}, "")});
  const std::vector<MxnetArray> arrays = read(bytes);
  EXPECT_EQ(elements<double>(densify(arrays.at(0))), std::vector<double>{2.5});
  EXPECT_EQ(densify(arrays[1]).dims(), (Dims{0, 3}));
}

TEST(MxnetNdarray, SpreadsRowSparseArrays) {
  const std::string bytes = list({row_sparse_record({3, 1}, 2), row_sparse_record({}, 0)}, names({"embedding", "zeros"}));
  const std::vector<MxnetArray> arrays = read(bytes);
  ASSERT_EQ(arrays.size(), 2U);
  EXPECT_EQ(arrays[0].storage, MxnetStorage::row_sparse);
  EXPECT_EQ(arrays[0].dims, (Dims{4, 2}));
  EXPECT_EQ(arrays[0].storage_dims, (Dims{2, 2}));
  EXPECT_EQ(elements<float>(densify(arrays[0])), (std::vector<float>{0, 0, 3, 4, 0, 0, 1, 2}));
  EXPECT_EQ(elements<float>(densify(arrays[1])), std::vector<float>(8, 0));
}

TEST(MxnetNdarray, SpreadsCsrArrays) {
  const std::string bytes = list({csr_record({0, 2, 2, 3}, {0, 3, 1}), csr_record({0, 0, 0, 0}, {}), csr_record({}, {})});
  const std::vector<MxnetArray> arrays = read(bytes);
  ASSERT_EQ(arrays.size(), 3U);
  EXPECT_EQ(arrays[0].storage, MxnetStorage::csr);
  EXPECT_EQ(arrays[0].auxiliary.at(0).dtype, DType::int32);
  EXPECT_EQ(elements<std::int8_t>(densify(arrays[0])), (std::vector<std::int8_t>{1, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0}));
  EXPECT_EQ(elements<std::int8_t>(densify(arrays[1])), std::vector<std::int8_t>(12, 0));
  EXPECT_EQ(elements<std::int8_t>(densify(arrays[2])), std::vector<std::int8_t>(12, 0));
}

void cannot_densify(std::string_view part, const std::string& record) {
  const std::string bytes = list({record}, names({"w"}));
  const std::vector<MxnetArray> arrays = read(bytes);
  expect_refusal(part, [&] { densify(arrays.at(0)); });
}

TEST(MxnetNdarray, RefusesBadIndices) {
  cannot_densify("array 'w': row index 4 is out of range, wanted 0 to 3", row_sparse_record({1, 4}, 2));
  cannot_densify("array 'w': row index -1 is out of range", row_sparse_record({1, -1}, 2));
  cannot_densify("array 'w': row index 2 stands twice", row_sparse_record({2, 2}, 2));
  cannot_densify("3 row indices and a storage shape of [2,2], wanted [3,2]", row_sparse_record({0, 1, 2}, 2));
  cannot_densify("column index 4 is out of range, wanted 0 to 3", csr_record({0, 2, 2, 3}, {0, 4, 1}));
  cannot_densify("column index -7 is out of range", csr_record({0, 2, 2, 3}, {0, -7, 1}));
  cannot_densify("column index 3 stands twice", csr_record({0, 2, 2, 3}, {3, 3, 1}));
  cannot_densify("row pointer of 3 numbers, wanted 4", csr_record({0, 2, 3}, {0, 3, 1}));
  cannot_densify("rises from 0 to 3", csr_record({0, 2, 1, 3}, {0, 3, 1}));
  cannot_densify("rises from 0 to 3", csr_record({0, 2, 2, 4}, {0, 3, 1}));
  cannot_densify("rises from 0 to 3", csr_record({1, 2, 2, 3}, {0, 3, 1}));
  cannot_densify("rises from 0 to 3", csr_record({0, 2000000000, 2, 3}, {0, 3, 1}));
}

TEST(MxnetNdarray, RefusesASparseArrayThatWouldFillTheMemory) {
  const std::string zeros =
      little(v2, std::int32_t{1}) + shape({0, 1 << 20}) + shape({1 << 20, 1 << 20}) + device() + type(0) + type(6) + shape({0});
  cannot_densify("a sparse array of 0 bytes would become 4398046511104, at most 1024 times as many", zeros);
}

TEST(MxnetNdarray, RefusesByName) {
  const auto refused = [](std::string_view part, const std::string& bytes) { expect_refusal(part, [&] { read(bytes); }); };
  refused("wanted 8 bytes of magic at byte 0, the file ends at byte 0", "");
  refused("magic 0x113, wanted 0x112", little(std::uint64_t{0x113}) + std::string(100, '\0'));
  refused("18446744073709551615 arrays announced", little(std::uint64_t{0x112}, std::uint64_t{0}, ~std::uint64_t{0}));
  refused("array 1 of 2 at byte 60: wanted 4 bytes of magic",
          little(std::uint64_t{0x112}, std::uint64_t{0}, std::uint64_t{2}) + legacy_record());
  refused("array 0 of 1 at byte 24: got 0x00000021, wanted the magic", list({little(std::uint32_t{33})}));
  refused("got 33 dimensions, wanted 0 to 32", list({little(v1, std::int32_t{33})}));
  refused("got -2 dimensions", list({little(v1, std::int32_t{-2})}));
  refused("got storage type 3", list({little(v2, std::int32_t{3})}));
  refused("got element type 13, wanted 0 to 12", list({little(v1) + shape({1}) + device() + type(13)}));
  refused("got element type -1", list({little(v1) + shape({1}) + device() + type(-1)}));
  refused("shape [-3]: a dimension is -3", list({little(v2, std::int32_t{0}) + shape({-3}) + device() + type(0)}));
  refused("shape overflow", list({little(v2, std::int32_t{0}) + shape({1LL << 40, 1LL << 40}) + device() + type(0)}));
  refused("wanted 4398046511104 bytes of elements", list({little(v2, std::int32_t{0}) + shape({1LL << 40}) + device() + type(0)}));
  refused("a sparse array without a storage shape", list({little(v2, std::int32_t{1}, std::int32_t{-1}) + shape({4, 2})}));
  refused("1 names for 2 arrays", list({v2_record(), v2_record()}, names({"a"})));
  refused("two arrays are called 'a'", list({v2_record(), v2_record()}, names({"a", "a"})));
  refused("the name of array 0 is not UTF-8: ", list({v2_record()}, names({"\xff"})));
  refused("wanted 1099511627776 bytes of a name", list({v2_record()}, little(std::uint64_t{1}, std::uint64_t{1} << 40)));
  refused("3 bytes are left over behind the names", list({v2_record()}) + "abc");
}

TEST(MxnetNdarray, SurvivesDamage) {
  const std::string bytes =
      list({legacy_record(), v1_record(), v3_record({}, little(1.0)), row_sparse_record({3, 1}, 2), csr_record({0, 2, 2, 3}, {0, 3, 1})},
           names({"a", "b", "c", "d", "e"}));
  damage(bytes, [](const ByteSource& source) {
    for (const MxnetArray& array : read_mxnet_arrays(source)) densify(array);
  });
}

TEST(MxnetNdarrayWriter, BytesAreThoseOfMxnet) {
  const TemporaryFolder folder;
  MxnetArrayWriter writer(folder / "x.params", 2);
  const std::vector<float> weights = {1, 2, 3, 4, 5, 6};
  const std::vector<std::int8_t> small = {-1};
  writer.add("arg:w", Array::of<float>({2, 3}, weights));
  writer.add("aux:s", Array::of<std::int8_t>({1}, small));
  writer.finish();
  const std::string cpu = little(std::int32_t{1}, std::int32_t{0});
  const std::string wanted = list({little(v2, std::int32_t{0}) + shape({2, 3}) + cpu + type(0) + little(1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F),
                                   little(v2, std::int32_t{0}) + shape({1}) + cpu + type(5) + "\xff"},
                                  names({"arg:w", "aux:s"}));
  EXPECT_EQ(content_of(folder / "x.params"), wanted);
}

TEST(MxnetNdarrayWriter, HoldsItsContract) {
  const TemporaryFolder folder;
  put_file(folder / "x.params", "old");
  {
    MxnetArrayWriter writer(folder / "x.params", 1);
    expect_refusal("array 'w': MXNet's V2 files hold no array of shape []", [&] { writer.add("w", Array(DType::float32, {})); });
    expect_refusal("array 'w': MXNet's V2 files hold no array of shape [0,2]", [&] { writer.add("w", Array(DType::float32, {0, 2})); });
    expect_refusal("array 'w': MXNet's files hold no int4", [&] { writer.add("w", Array(DType::int4, {2})); });
    EXPECT_THROW(writer.finish(), InternalError);
    writer.add("w", Array(DType::float16, {2}));
    EXPECT_THROW(writer.add("v", Array(DType::float16, {2})), InternalError);
  }
  EXPECT_EQ(content_of(folder / "x.params"), "old");
}

// The real files that MXNet wrote; they lie beside the repository, or not.
class RealMxnetFiles : public testing::TestWithParam<std::string> {};

std::filesystem::path shared_models() {
  return testing_support::source_folder() / ".." / "shared" / "models";
}

TEST_P(RealMxnetFiles, AreReadWholeAndWrittenBack) {
  const std::filesystem::path path = shared_models() / GetParam();
  if (!std::filesystem::exists(path)) GTEST_SKIP() << GetParam() << " is not here";
  const std::vector<MxnetArray> arrays = read_mxnet_arrays(ByteSource(File::open(path)));
  ASSERT_FALSE(arrays.empty());
  const TemporaryFolder folder;
  MxnetArrayWriter writer(folder / "x.params", arrays.size());
  for (const MxnetArray& array : arrays) {
    EXPECT_TRUE(contains(array.name, "arg:") || contains(array.name, "aux:")) << array.name;
    const Array dense = densify(array);
    for (const float value : dense.as<float>()) ASSERT_TRUE(std::isfinite(value) && std::abs(value) < 1000) << array.name;
    writer.add(array.name, dense);
  }
  writer.finish();
  const std::vector<MxnetArray> again = read_mxnet_arrays(ByteSource(File::open(folder / "x.params")));
  ASSERT_EQ(again.size(), arrays.size());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    EXPECT_EQ(again[i].name, arrays[i].name);
    EXPECT_EQ(again[i].dims, arrays[i].dims);
    EXPECT_EQ(again[i].content.read_all(1 << 30), arrays[i].content.read_all(1 << 30));
  }
  // What MXNet itself wrote as V2 comes out byte for byte (where the arrays lived on the first device of that kind).
  const std::string original = content_of(path);
  if (arrays[0].version == 2 && load_little<std::int32_t>(original, 36 + 8 * arrays[0].dims.size()) == 1) {
    EXPECT_EQ(content_of(folder / "x.params"), original);
  }
}

INSTANTIATE_TEST_SUITE_P(Shared, RealMxnetFiles,
                         testing::Values("mxnet/mnist_lenet/lenet-0001.params", "mxnet/mtcnn/det1-0001.params",
                                         "mxnet/mtcnn/det2-0001.params", "mxnet/mtcnn/det3-0001.params", "mxnet/mtcnn/det4-0001.params",
                                         "multi/samplenet_cifar10/samplenet-0000.params"),
                         [](const auto& parameter) {
                           std::string name = parameter.param;
                           for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           return name;
                         });

TEST(MxnetNdarray, ReadsTheLegacyFileOfMxnetsOwnTests) {
  const std::filesystem::path path = shared_models() / "mxnet/legacy_formats/legacy_ndarray.v0";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "legacy_ndarray.v0 is not here";
  const std::vector<MxnetArray> arrays = read_mxnet_arrays(ByteSource(File::open(path)));
  // MXNet's test_ndarray_legacy_load: six times arange(128), without names.
  ASSERT_EQ(arrays.size(), 6U);
  for (const MxnetArray& array : arrays) {
    EXPECT_EQ(array.version, 0);
    EXPECT_EQ(array.name, "");
    const std::vector<float> values = elements<float>(densify(array));
    ASSERT_EQ(values.size(), 128U);
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i], static_cast<float>(i));
  }
}

}  // namespace
}  // namespace nnfront::formats
