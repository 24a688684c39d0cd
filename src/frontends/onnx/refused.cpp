#include "frontends/onnx/families.h"

namespace nnfront::frontends::onnx {

namespace {

constexpr std::string_view no_classical = "classical machine learning (trees, encoders, support vectors) is not covered";
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

      // onnxruntime's own: searches, experts, texts
      {"com.microsoft", "BeamSearch", refused, {}, "", "not covered yet: BeamSearch"},
      {"com.microsoft", "EPContext", refused, {}, "", "not covered yet: EPContext"},
      {"com.microsoft", "GreedySearch", refused, {}, "", "not covered yet: GreedySearch"},
      {"com.microsoft", "MoE", refused, {}, "", "not covered yet: MoE"},
      {"com.microsoft", "MurmurHash3", refused, {}, "", "not covered yet: MurmurHash3"},
      {"com.microsoft", "NGramRepeatBlock", refused, {}, "", "not covered yet: NGramRepeatBlock"},
      {"com.microsoft", "QMoE", refused, {}, "", "not covered yet: QMoE"},
      {"com.microsoft", "SampleOp", refused, {}, "", "not covered yet: SampleOp"},
      {"com.microsoft", "Sampling", refused, {}, "", "not covered yet: Sampling"},
      {"com.microsoft", "Tokenizer", refused, {}, "", "not covered yet: Tokenizer"},
      {"com.microsoft", "WhisperBeamSearch", refused, {}, "", "not covered yet: WhisperBeamSearch"},
      {"com.microsoft", "WordConvEmbedding", refused, {}, "", "not covered yet: WordConvEmbedding"},
  };
}

}  // namespace nnfront::frontends::onnx
