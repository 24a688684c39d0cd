#include <array>
#include <cstring>
#include <vector>

#include "formats/npz.h"
#include "tests/formats/bytes.h"

namespace nnfront::formats {
namespace {

// A version 1 file with this dictionary and `size` bytes of elements.
std::string npy(const std::string& dictionary, std::size_t size) {
  return std::string("\x93NUMPY\1\0", 8) + little(static_cast<std::uint16_t>(dictionary.size())) + dictionary + std::string(size, '\1');
}

std::string dictionary(const std::string& descr, const std::string& shape, const std::string& fortran = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

NpyHeader read(const std::string& bytes) {
  return read_npy_header(source_of(bytes));
}

TEST(Npy, HeaderIsWhatNumpyWrites) {
  const std::string header = npy_header(DType::float32, std::vector<std::int64_t>{3, 4});
  // The first bytes that np.save writes for such an array.
  EXPECT_EQ(header.substr(0, 10), std::string("\x93NUMPY\1\0v\0", 10));
  EXPECT_EQ(header.substr(10, 60), "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), } ");
  EXPECT_EQ(header.size(), 128U);
  EXPECT_EQ(header.back(), '\n');
  EXPECT_TRUE(contains(npy_header(DType::int8, std::vector<std::int64_t>{5}), "'descr': '|i1', 'fortran_order': False, 'shape': (5,), }"));
  EXPECT_TRUE(contains(npy_header(DType::boolean, {}), "'descr': '|b1', 'fortran_order': False, 'shape': (), }"));
}

TEST(Npy, HeaderIsPaddedForWhatStandsBefore) {
  for (std::uint64_t before = 0; before < 130; ++before) {
    EXPECT_EQ((npy_header(DType::float32, std::vector<std::int64_t>{3, 4}, before).size() + before) % 64, 0U);
  }
}

TEST(Npy, ReadsEveryTypeItWrites) {
  for (const DType dtype : all_dtypes()) {
    if (dtype == DType::string || npy_storage(dtype) != dtype) continue;
    const std::vector<std::int64_t> dims = {2, 3};
    const std::string bytes = npy_header(dtype, dims) + std::string(storage_bytes(dtype, 6), 'x');
    const NpyHeader header = read(bytes);
    EXPECT_EQ(header.dtype, dtype);
    EXPECT_EQ(header.dims, dims);
    EXPECT_EQ(header.data_offset % 64, 0U);
    EXPECT_FALSE(header.fortran_order);
  }
}

TEST(Npy, StoresWhatNumpyLacksAsBitPatterns) {
  EXPECT_EQ(npy_storage(DType::bfloat16), DType::uint16);
  EXPECT_EQ(npy_storage(DType::float8_e4m3fn), DType::uint8);
  EXPECT_EQ(npy_storage(DType::float8_e5m2fnuz), DType::uint8);
  EXPECT_EQ(npy_storage(DType::float8_e8m0), DType::uint8);
  EXPECT_EQ(npy_storage(DType::float4_e2m1), DType::uint8);
  EXPECT_EQ(npy_dims(DType::float4_e2m1, {3, 3}), (std::vector<std::int64_t>{5}));
  EXPECT_EQ(npy_storage(DType::int4), DType::uint8);
  EXPECT_EQ(npy_storage(DType::uint4), DType::uint8);
  EXPECT_EQ(npy_storage(DType::int8), DType::int8);
  EXPECT_EQ(npy_storage(DType::boolean), DType::boolean);
}

TEST(Npy, ReadsOtherSpellingsOfTheHeader) {
  EXPECT_EQ(read(npy("{\"shape\": (2,), \"descr\": \"<f4\", \"fortran_order\": False}", 8)).dims, (std::vector<std::int64_t>{2}));
  EXPECT_EQ(read(npy("{'descr':'<i1','fortran_order':True,'shape':(2L,3L)}\n", 6)).dims, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(read(npy(dictionary("<f8", "()"), 8)).dims, std::vector<std::int64_t>{});
  EXPECT_EQ(read(npy(dictionary("<f8", "(0, 5)"), 0)).dims, (std::vector<std::int64_t>{0, 5}));
  const std::string text = dictionary("<f4", "(1,)");
  const std::string version2 = std::string("\x93NUMPY\2\0", 8) + little(static_cast<std::uint32_t>(text.size())) + text + "abcd";
  EXPECT_EQ(read(version2).data_offset, 12 + text.size());
}

TEST(Npy, RefusesByName) {
  expect_refusal("no npy magic", [&] { read(""); });
  expect_refusal("an npy file that is cut off: it ends after 8 bytes, inside its header", [&] { read(std::string("\x93NUMPY\1\0", 8)); });
  expect_refusal("no npy magic", [&] { read("\x89PNG and something more"); });
  expect_refusal("npy version 4.0", [&] { read(std::string("\x93NUMPY\4\0", 8) + std::string(100, ' ')); });
  expect_refusal("6000 bytes announced, the file has 10",
                 [&] { read(std::string("\x93NUMPY\1\0", 8) + little(std::uint16_t{6000}) + "0123456789"); });
  expect_refusal("4000000000 bytes, at most 10000", [&] { read(std::string("\x93NUMPY\2\0", 8) + little(std::uint32_t{4000000000})); });
  expect_refusal("big-endian", [&] { read(npy(dictionary(">f4", "(1,)"), 4)); });
  expect_refusal("pickled Python objects", [&] { read(npy(dictionary("|O", "(1,)"), 8)); });
  expect_refusal("got element type '<c8'", [&] { read(npy(dictionary("<c8", "(1,)"), 8)); });
  expect_refusal("got element type '<U5'", [&] { read(npy(dictionary("<U5", "(1,)"), 20)); });
  expect_refusal("structured elements", [&] { read(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4)); });
  expect_refusal("float32 [3,4] takes 48 bytes, the file has 47", [&] { read(npy(dictionary("<f4", "(3, 4)"), 47)); });
  expect_refusal("float32 [3,4] takes 48 bytes, the file has 49", [&] { read(npy(dictionary("<f4", "(3, 4)"), 49)); });
  expect_refusal("shape overflow", [&] { read(npy(dictionary("|u1", "(4294967296, 4294967296)"), 0)); });
  expect_refusal("wanted a dimension", [&] { read(npy(dictionary("|u1", "(-1,)"), 0)); });
  expect_refusal("wanted a dimension", [&] { read(npy(dictionary("|u1", "(99999999999999999999,)"), 0)); });
  expect_refusal("wanted a comma behind a single dimension", [&] { read(npy(dictionary("|u1", "(3)"), 3)); });
  expect_refusal("got key 'more'", [&] { read(npy("{'descr': '|u1', 'more': 1}", 0)); });
  expect_refusal("got key 'descr'", [&] { read(npy("{'descr': '|u1', 'descr': '|u1'}", 0)); });
  expect_refusal("wanted descr, fortran_order and shape", [&] { read(npy("{'descr': '|u1'}", 0)); });
  expect_refusal("wanted nothing more", [&] { read(npy(dictionary("|u1", "()") + "{}", 1)); });
  expect_refusal("wanted True or False", [&] { read(npy(dictionary("|u1", "()", "__import__('os')"), 1)); });
  expect_refusal("wanted a closing quote", [&] { read(npy("{'descr", 0)); });
  std::string many = "(";
  for (int i = 0; i < 65; ++i) many += "1, ";
  expect_refusal("at most 64 dimensions", [&] { read(npy(dictionary("|u1", many + ")"), 1)); });
}

TEST(Npy, SurvivesDamage) {
  damage(npy(dictionary("<f4", "(2, 3)"), 24), [](const ByteSource& source) { read_npy_header(source); });
}

TEST(Npy, FilesComeBack) {
  const TemporaryFolder folder;
  const std::vector<float> elements = {1, 2, 3, 4, 5, 6};
  write_npy(folder / "x.npy", Array::of<float>({2, 3}, elements));
  const Array back = read_npy(folder / "x.npy");
  EXPECT_EQ(back.dims(), (std::vector<std::int64_t>{2, 3}));
  EXPECT_TRUE(std::equal(elements.begin(), elements.end(), back.as<float>().begin(), back.as<float>().end()));
  put_file(folder / "bad.npy", "nothing");
  expect_refusal("bad.npy: not an npy file", [&] { read_npy(folder / "bad.npy"); });
  expect_refusal("missing.npy: cannot open", [&] { read_npy(folder / "missing.npy"); });
}

TEST(Npy, PackedTypesAreWrittenAsTheirBytes) {
  const TemporaryFolder folder;
  Array packed(DType::int4, {3, 3});
  std::memcpy(packed.mutable_data(), "\x21\x43\x65\x87\x09", 5);
  write_npy(folder / "x.npy", packed);
  const Array back = read_npy(folder / "x.npy");
  EXPECT_EQ(back.dtype(), DType::uint8);
  EXPECT_EQ(back.dims(), std::vector<std::int64_t>{5});
  EXPECT_EQ(back.as<std::uint8_t>()[4], 9);
}

TEST(Npy, FortranOrderBecomesCOrder) {
  const TemporaryFolder folder;
  // The element at (i, j, k) is 100 i + 10 j + k; the first index varies fastest.
  std::string elements;
  for (std::int16_t k = 0; k < 4; ++k) {
    for (std::int16_t j = 0; j < 3; ++j) {
      for (std::int16_t i = 0; i < 2; ++i) elements += little(static_cast<std::int16_t>(100 * i + 10 * j + k));
    }
  }
  put_file(folder / "f.npy", npy(dictionary("<i2", "(2, 3, 4)", "True"), 0) + elements);
  const Array array = read_npy(folder / "f.npy");
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t k = 0; k < 4; ++k) EXPECT_EQ(array.as<std::int16_t>()[(i * 3 + j) * 4 + k], 100 * i + 10 * j + k);
    }
  }
}

}  // namespace
}  // namespace nnfront::formats
