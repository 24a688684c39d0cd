#include "frontends/onnx/families.h"

namespace nnfront::frontends::onnx {

namespace {

constexpr std::string_view no_classical = "classical machine learning (trees, encoders, support vectors) is not covered";
constexpr std::string_view no_search = "a search with whole decoders in its attributes is not covered; the decoder alone is";
constexpr std::string_view is_training = "graphs that train themselves are not covered";

}  // namespace

std::vector<OperatorRow> refused_rows() {
  using enum Fate;
  return {
      // Strings
      {"", "StringConcat", refused, {}, "", "strings are not covered"},
      {"", "StringSplit", refused, {}, "", "strings are not covered"},
      {"", "StringNormalizer", refused, {}, "", "strings are not covered"},
      {"", "RegexFullMatch", refused, {}, "", "strings are not covered"},
      {"", "TfIdfVectorizer", refused, {}, "", "strings are not covered"},

      // Random numbers and pictures
      {"", "RandomNormal", refused, {}, "", "random numbers are not covered"},
      {"", "RandomNormalLike", refused, {}, "", "random numbers are not covered"},
      {"", "RandomUniform", refused, {}, "", "random numbers are not covered"},
      {"", "RandomUniformLike", refused, {}, "", "random numbers are not covered"},
      {"", "Bernoulli", refused, {}, "", "random numbers are not covered"},
      {"", "Multinomial", refused, {}, "", "random numbers are not covered"},
      {"", "ImageDecoder", refused, {}, "", "pictures in files are not decoded"},

      // Classical machine learning
      {"ai.onnx.ml", "ArrayFeatureExtractor", refused, {}, "", no_classical},
      {"ai.onnx.ml", "Binarizer", refused, {}, "", no_classical},
      {"ai.onnx.ml", "CastMap", refused, {}, "", no_classical},
      {"ai.onnx.ml", "CategoryMapper", refused, {}, "", no_classical},
      {"ai.onnx.ml", "DictVectorizer", refused, {}, "", no_classical},
      {"ai.onnx.ml", "FeatureVectorizer", refused, {}, "", no_classical},
      {"ai.onnx.ml", "Imputer", refused, {}, "", no_classical},
      {"ai.onnx.ml", "LabelEncoder", refused, {}, "", no_classical},
      {"ai.onnx.ml", "LinearClassifier", refused, {}, "", no_classical},
      {"ai.onnx.ml", "LinearRegressor", refused, {}, "", no_classical},
      {"ai.onnx.ml", "Normalizer", refused, {}, "", no_classical},
      {"ai.onnx.ml", "OneHotEncoder", refused, {}, "", no_classical},
      {"ai.onnx.ml", "SVMClassifier", refused, {}, "", no_classical},
      {"ai.onnx.ml", "SVMRegressor", refused, {}, "", no_classical},
      {"ai.onnx.ml", "Scaler", refused, {}, "", no_classical},
      {"ai.onnx.ml", "TreeEnsemble", refused, {}, "", no_classical},
      {"ai.onnx.ml", "TreeEnsembleClassifier", refused, {}, "", no_classical},
      {"ai.onnx.ml", "TreeEnsembleRegressor", refused, {}, "", no_classical},
      {"ai.onnx.ml", "ZipMap", refused, {}, "", no_classical},

      // Training
      {"ai.onnx.preview.training", "Adagrad", refused, {}, "", is_training},
      {"ai.onnx.preview.training", "Adam", refused, {}, "", is_training},
      {"ai.onnx.preview.training", "Gradient", refused, {}, "", is_training},
      {"ai.onnx.preview.training", "Momentum", refused, {}, "", is_training},

      // onnxruntime's own: searches, texts
      {"com.microsoft", "BeamSearch", refused, {}, "", no_search},
      {"com.microsoft", "DynamicTimeWarping", refused, {}, "", "a path through a matrix of costs is not covered"},
      {"com.microsoft", "EPContext", refused, {}, "", "it holds a program for one device"},
      {"com.microsoft", "GreedySearch", refused, {}, "", no_search},
      {"com.microsoft", "MurmurHash3", refused, {}, "", not_written_by_onnxruntime},
      {"com.microsoft", "NGramRepeatBlock", refused, {}, "", not_written_by_onnxruntime},
      {"com.microsoft", "QOrderedAttention", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "QOrderedGelu", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "QOrderedLayerNormalization", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "QOrderedMatMul", refused, {}, "", not_run_by_onnxruntime},
      {"com.microsoft", "SampleOp", refused, {}, "", not_written_by_onnxruntime},
      {"com.microsoft", "Sampling", refused, {}, "", no_search},
      {"com.microsoft", "Tokenizer", refused, {}, "", not_written_by_onnxruntime},
      {"com.microsoft", "WhisperBeamSearch", refused, {}, "", no_search},
      {"com.microsoft", "WordConvEmbedding", refused, {}, "", not_written_by_onnxruntime},
  };
}

}  // namespace nnfront::frontends::onnx
