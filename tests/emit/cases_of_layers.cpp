// Cases of operators that more than elements go through: recurrent layers, graphs in graphs, integers that stand for numbers, boxes,
// places that data gives, sequences, spectra.
#include "tests/emit/cases_of_layers.h"

namespace nnfront::test {

namespace {

constexpr std::string_view recurrent_operands = R"(%0 = input() name="x" : float32[5,2,3]
)";

std::string recurrent(std::string_view call, int gates, int directions, int outputs) {
  const auto tensor = [&](int id, std::string_view key, const std::string& dims) {
    return "%" + std::to_string(id) + " = parameter() key=\"" + std::string(key) + "\" = random(" + std::to_string(id) + ") : float32[" +
           dims + "]\n";
  };
  const std::string d = std::to_string(directions);
  const std::string rows = std::to_string(gates * 4);
  std::string text(recurrent_operands);
  text += tensor(1, "w", d + "," + rows + ",3") + tensor(2, "r", d + "," + rows + ",4");
  text += tensor(3, "b", d + "," + std::to_string(gates * 8)) + tensor(4, "h", d + ",2,4") + tensor(5, "c", d + ",2,4");
  text += "%6 = constant() = [3, 5] : int32[2]\n";
  text += tensor(7, "p", d + ",12");
  text += "%9:" + std::to_string(outputs) + " = " + std::string(call) + "\noutput \"y\" %9\noutput \"z\" %9:1";
  return text;
}

void add_recurrent(std::vector<WrittenCase>& cases) {
  cases.push_back({"rnn", recurrent("rnn(%0, %1, %2, %3, none, %4)", 1, 1, 2)});
  cases.push_back({"rnn", recurrent(R"(rnn(%0, %1, %2) direction="reverse" activations=["leaky_relu"] activation_alpha=[0.3])", 1, 1, 2)});
  cases.push_back({"gru", recurrent("gru(%0, %1, %2, %3, none, %4)", 3, 1, 2)});
  cases.push_back({"gru", recurrent(R"(gru(%0, %1, %2, %3, %6) direction="bidirectional" linear_before_reset=true)", 3, 2, 2)});
  cases.push_back({"lstm", recurrent("lstm(%0, %1, %2, %3, none, %4, %5)", 4, 1, 3)});
  cases.push_back({"lstm", recurrent(R"(lstm(%0, %1, %2, %3, %6, %4, %5, %7) direction="bidirectional")", 4, 2, 3)});
}

void add_control(std::vector<WrittenCase>& cases) {
  cases.push_back({"if", R"(%0 = input() name="x" : float32[2,3]
%1 = reduce_sum(%0)
%2 = constant() = [0] : float32[]
%3 = greater(%1, %2)
%9 = if(%3) { "then"(%0)
%10 = exp(%0)
output "a" %10
} { "else"(%0)
%12 = neg(%0)
output "b" %12
}
output "y" %9)"});
  cases.push_back({"loop", R"(%0 = input() name="x" : float32[2]
%1 = constant() = [4] : int64[]
%9:2 = loop(%1, none, %0) { "body"(%0)
%10 = input() name="iteration" : int64[]
%11 = input() name="condition" : bool[]
%12 = input() name="carried" : float32[2]
%13 = add(%12, %0)
%14 = exp(%12)
output "condition" %11
output "carried" %13
output "scanned" %14
}
output "y" %9
output "z" %9:1)"});
  cases.push_back({"scan", R"(%0 = input() name="s" : float32[3]
%1 = input() name="x" : float32[5,3]
%9:2 = scan(%0, %1) states=1 input_axes=[0] reversed_inputs=[1] output_axes=[1] reversed_outputs=[0] { "body"()
%10 = input() name="state" : float32[3]
%11 = input() name="slice" : float32[3]
%12 = add(%10, %11)
%13 = exp(%11)
output "state" %12
output "made" %13
}
output "y" %9
output "z" %9:1)"});
}

constexpr std::string_view a_grid = R"(%0 = input() name="x" : uint8[2,3,4,4]
%1 = constant() = [0.05] : float32[]
%2 = constant() = [3] : uint8[]
)";
constexpr std::string_view result_grid = R"(%6 = constant() = [0.02] : float32[]
%7 = constant() = [5] : uint8[]
)";

void add_on_one_grid(std::vector<WrittenCase>& cases) {
  const std::string head = std::string(a_grid) + std::string(result_grid);
  const std::string tail = "\noutput \"y\" %9";
  for (const std::string_view call :
       {"requantize(%0, %1, %2, %6, %7)", "quantized_leaky_relu(%0, %1, %2, %6, %7) alpha=0.2", "quantized_sigmoid(%0, %1, %2, %6, %7)",
        "quantized_softmax(%0, %1, %2, %6, %7) axis=1",
        "quantized_average_pool(%0, %1, %2, %6, %7) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1]",
        "quantized_global_average_pool(%0, %1, %2, %6, %7)"}) {
    cases.push_back({call.substr(0, call.find('(')), head + "%9 = " + std::string(call) + tail, 0.0});
  }
}

void add_on_grids(std::vector<WrittenCase>& cases) {
  const std::string two = std::string(a_grid) + R"(%3 = input() name="z" : uint8[2,3,4,4]
%4 = constant() = [0.03] : float32[]
%5 = constant() = [1] : uint8[]
)" + std::string(result_grid);
  cases.push_back({"quantized_add", two + "%9 = quantized_add(%0, %1, %2, %3, %4, %5, %6, %7)\noutput \"y\" %9", 0.0});
  cases.push_back({"quantized_mul", two + "%9 = quantized_mul(%0, %1, %2, %3, %4, %5, %6, %7)\noutput \"y\" %9", 0.0});
  const std::string filtered = std::string(a_grid) + R"(%3 = parameter() key="w" = random(1) : int8[5,3,3,3]
%4 = parameter() key="ws" = [0.01, 0.02, 0.03, 0.04, 0.05] : float32[5]
%5 = constant() = [0, 0, 0, 0, 0] : int8[5]
%8 = parameter() key="b" = random(2) : int32[5]
)" + std::string(result_grid);
  cases.push_back({"quantized_conv",
                   filtered + "%9 = quantized_conv(%0, %1, %2, %3, %4, %5, %6, %7, %8) strides=[1,1] pads=[1,1,1,1] dilations=[1,1]\n"
                              "output \"y\" %9",
                   0.0});
  cases.push_back({"integer_conv", std::string(a_grid) + R"(%3 = parameter() key="w" = random(1) : uint8[5,3,3,3]
%9 = integer_conv(%0, %3, %2, none) strides=[1,1] pads=[1,1,1,1] dilations=[1,1]
output "y" %9)",
                   0.0});
}

constexpr std::string_view products[] = {
    R"(%0 = input() name="x" : uint8[4,6]
%3 = input() name="z" : uint8[6,5]
%2 = constant() = [3] : uint8[]
%9 = integer_matmul(%0, %3, %2, none)
output "y" %9)",
    R"(%0 = input() name="x" : uint8[4,6]
%1 = constant() = [0.05] : float32[]
%2 = constant() = [3] : uint8[]
%3 = input() name="z" : uint8[6,5]
%4 = constant() = [0.03] : float32[]
%5 = constant() = [1] : uint8[]
%6 = constant() = [0.2] : float32[]
%7 = constant() = [5] : uint8[]
%9 = quantized_matmul(%0, %1, %2, %3, %4, %5, %6, %7)
output "y" %9)",
    R"(%0 = input() name="x" : uint8[6,4]
%1 = constant() = [0.05] : float32[]
%2 = constant() = [3] : uint8[]
%3 = input() name="z" : uint8[6,5]
%4 = constant() = [0.03] : float32[]
%5 = constant() = [1] : uint8[]
%6 = constant() = [0.2] : float32[]
%7 = constant() = [5] : uint8[]
%8 = parameter() key="b" = random(2) : int32[5]
%9 = quantized_matmul(%0, %1, %2, %3, %4, %5, %6, %7, %8) transpose_a=true
output "y" %9)",
};

struct Call {
  std::string_view head;
  std::string_view call;
  double limit = 1e-6;
};

constexpr std::string_view x4 = R"(%0 = input() name="x" : float32[2,3,4,5]
)";
constexpr std::string_view rows = R"(%0 = input() name="x" : float32[2,3]
)";

// `call` makes %9, whose first output is "y".
constexpr Call calls[] = {
    {x4, R"(quantize(%0, %1, %2) dtype="int8"
%1 = constant() = [0.01] : float32[]
%2 = constant() = [3] : int8[])",
     0.0},
    {x4, R"(quantize(%0, %1) axis=1
%1 = constant() = [0.01, 0.02, 0.03] : float32[3])",
     0.0},
    {x4, R"(fake_quantize(%0, %1, %2) axis=1 dtype="int8"
%1 = constant() = [0.01, 0.02, 0.03] : float32[3]
%2 = constant() = [0, 1, 2] : int8[3])"},
    {"%0 = input() name=\"x\" : int8[2,3,4]\n", R"(dequantize(%0, %1, %2) axis=1
%1 = constant() = [0.01, 0.02, 0.03] : float32[3]
%2 = constant() = [0, 1, 2] : int8[3])"},
    {x4, "reduce_nan_sum(%0) axes=[1]"},
    {x4, "reduce_nan_prod(%0) axes=[1] keep_dims=true"},
    {x4, "cumprod(%0) axis=1"},
    {x4, "cumprod(%0) axis=-1 exclusive=true reverse=true"},
    {x4, R"(grid_sample(%0, %1) align_corners=true
%1 = input() name="g" : float32[2,6,7,2])",
     1e-5},
    {x4, R"(grid_sample(%0, %1) mode="nearest" padding="border"
%1 = input() name="g" : float32[2,6,7,2])"},
    {"", R"(affine_grid(%1) size=[3,4]
%1 = input() name="t" : float32[2,2,3])"},
    {"", R"(affine_grid(%1) size=[3,1] align_corners=true
%1 = input() name="t" : float32[2,2,3])"},
    {x4, R"(deformable_conv(%0, %1, %2, %3) strides=[1,1] pads=[1,1,1,1] dilations=[1,1]
%1 = parameter() key="w" = random(1) : float32[4,3,3,3]
%2 = input() name="o" : float32[2,18,4,5]
%3 = parameter() key="b" = random(3) : float32[4])",
     1e-5},
    {x4, "im2col(%0) kernel=[2,3] strides=[1,2] pads=[1,0,0,1] dilations=[1,1]", 0.0},
    {"%0 = input() name=\"x\" : float32[2,12,9]\n",
     "col2im(%0) image_size=[4,4] kernel=[2,2] strides=[1,1] pads=[0,0,0,0] dilations=[1,1]"},
    {x4, "max_pool_indices(%0) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1]", 0.0},
    {"%0 = input() name=\"x\" : float32[2,3,4,4]\n", R"(max_unpool(%1, %2) kernel=[2,2] strides=[2,2] pads=[0,0,0,0]
%1 = max_pool(%0) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1]
%2 = max_pool_indices(%0) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1])",
     0.0},
    {"", "eye() rows=3 columns=4 k=1", 0.0},
    {rows, R"(eye_like(%0) k=-1 dtype="int32")", 0.0},
    {x4, "diagonal(%0) k=1 axis1=1 axis2=3", 0.0},
    {rows, "diagonal_matrix(%0) k=-1", 0.0},
    {"", R"(inverse(%1)
%1 = constant() = [2, 1, 1, 3] : float32[2,2])"},
    {x4, "trilu(%0) upper=true k=-1", 0.0},
    {x4, R"(reverse_sequence(%0, %1)
%1 = constant() = [2, 1, 0] : int32[3])",
     0.0},
    {x4, R"(reverse_sequence(%0, %1) time_axis=3 batch_axis=1
%1 = constant() = [2, 5, 0] : int64[3])",
     0.0},
    {x4, R"(sequence_mask(%0, %1) time_axis=2 batch_axis=0 value=-1.5
%1 = constant() = [1, 9] : int64[2])",
     0.0},
    {x4, R"(sequence_last(%0, %1)
%1 = constant() = [2, 1, 2] : int64[3])",
     0.0},
    {x4, R"(sequence_last(%0, %1) time_axis=1 batch_axis=3
%1 = constant() = [2, 1, 3, 3, 1] : int64[5])",
     0.0},
    {x4, R"(tensor_scatter(%0, %1, %2) axis=2 mode="circular"
%1 = input() name="u" : float32[2,3,2,5]
%2 = constant() = [3, 1] : int64[2])",
     0.0},
    {x4, R"(gather_elements(%0, %1) axis=3 outside="wrap"
%1 = constant() = [-7, 11] : int64[1,1,1,2])",
     0.0},
    {x4, R"(space_to_depth(%1) block=2 order="column_row_depth"
%1 = slice(%0) axes=[3] starts=[0] stops=[4])",
     0.0},
    {x4, "adaptive_average_pool(%0) output_size=[3,2]"},
    {x4, "adaptive_max_pool(%0) output_size=[3,4]", 0.0},
    {x4, R"(resize(%0) sizes=[3,6] coordinates="crop" roi=[0.1,0.2,0.8,0.9] mode="linear" outside_value=2.0)"},
    {"%0 = input() name=\"x\" : float32[2,8,1]\n", "dft(%0) axis=1 onesided=true", 1e-5},
    {"%0 = input() name=\"x\" : float32[2,16,1]\n", R"(stft(%0, %1) frame_step=4
%1 = constant() = [0.5, 1, 1, 0.5, 0.25, 0.5, 1, 1] : float32[8])",
     1e-5},
    {"", R"(cosine_window() kind="hamming" size=6)"},
    {"", "mel_weight_matrix() num_mel_bins=4 dft_length=16 sample_rate=8192 lower_edge_hertz=0.0 upper_edge_hertz=4096.0"},
    {x4, R"(roi_pool(%0, %1) pooled_size=[2,2] spatial_scale=1.0
%1 = constant() = [0, 0, 0, 3, 3, 1, 1, 1, 4, 3] : float32[2,5])"},
    {x4, R"(roi_align(%0, %1, %2) pooled_size=[2,2] sampling_ratio=2
%1 = constant() = [0, 0, 3, 3, 1, 1, 4, 3] : float32[2,4]
%2 = constant() = [0, 1] : int64[2])"},
    {x4, R"(roi_align(%0, %1, %2) pooled_size=[2,2] half_pixel=true mode="max"
%1 = constant() = [0, 0, 3, 3, 1, 1, 4, 3] : float32[2,4]
%2 = constant() = [0, 1] : int64[2])"},
    {"", R"(non_max_suppression(%1, %2) max_output_boxes_per_class=3 iou_threshold=0.5 score_threshold=0.1
%1 = constant() = [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11] : float32[1,4,4]
%2 = constant() = [0.9, 0.75, 0.6, 0.95] : float32[1,1,4])",
     0.0},
    {"", R"(box_iou(%1, %2)
%1 = constant() = [0, 0, 2, 2, 1, 1, 3, 4] : float32[2,4]
%2 = constant() = [1, 1, 2, 3, 5, 5, 4, 4, 0, 0, 2, 2] : float32[1,3,4])"},
    {"", R"(box_iou(%1, %1) format="center"
%1 = constant() = [0, 0, 2, 2, 1, 1, 3, 4] : float32[2,4])"},
    {"", R"(box_decode(%1, %2) stds=[0.1,0.1,0.2,0.2] clip=1.5 format="corner"
%1 = input() name="o" : float32[2,3,4]
%2 = constant() = [0, 0, 2, 2, 1, 1, 3, 4, 2, 2, 8, 7] : float32[1,3,4])"},
    {x4, "multibox_prior(%0) sizes=[0.3,0.5] ratios=[1.0,2.0] clip=true"},
    {"", R"(box_nms(%1) overlap_threshold=0.4 valid_threshold=0.1 id_index=0
%1 = constant() = [0, 0.9, 0, 0, 2, 2, 1, 0.8, 0, 0, 2, 2, 0, 0.7, 0, 0, 2, 1.9, 0, 0.05, 5, 5, 6, 6, 0, 0.95, 5, 5, 7, 7] : float32[1,5,6])",
     0.0},
    {"", R"(box_nms(%1) overlap_threshold=0.4 topk=3 id_index=0 force_suppress=true out_format="center"
%1 = constant() = [0, 0.9, 0, 0, 2, 2, 1, 0.8, 0, 0, 2, 2, 0, 0.7, 0, 1, 2, 3, 0, 0.05, 5, 5, 6, 6, 0, 0.95, -5, 5, 7, 7] : float32[1,5,6])"},
    {"", R"(multibox_detection(%1, %2, %3) nms_threshold=0.4 threshold=0.2
%1 = constant() = [0.1, 0.2, 0.9, 0.3, 0.8, 0.7, 0.05, 0.1, 0.1, 0.1, 0.05, 0.6] : float32[1,3,4]
%2 = constant() = [0.1, 0.2, 0, 0.1, 0, 0, 0.1, 0, 0.3, 0.1, 0.2, 0.1, 0.2, 0.2, 0, 0] : float32[1,16]
%3 = constant() = [0, 0, 0.5, 0.5, 0.05, 0, 0.5, 0.5, 0.1, 0.2, 0.4, 0.5, 0.6, 0.6, 0.9, 0.8] : float32[1,4,4])"},
    {"", R"(multibox_detection(%1, %2, %3) nms_threshold=0.4 threshold=0.2 nms_topk=2 force_suppress=true
%1 = constant() = [0.1, 0.2, 0.9, 0.3, 0.8, 0.7, 0.05, 0.1, 0.1, 0.1, 0.05, 0.6] : float32[1,3,4]
%2 = constant() = [0.1, 0.2, 0, 0.1, 0, 0, 0.1, 0, 0.3, 0.1, 0.2, 0.1, 0.2, 0.2, 0, 0] : float32[1,16]
%3 = constant() = [0, 0, 0.5, 0.5, 0.05, 0, 0.5, 0.5, 0.1, 0.2, 0.4, 0.5, 0.6, 0.6, 0.9, 0.8] : float32[1,4,4])"},
    {"", R"(rotary_embedding(%1, %2, %3)
%1 = input() name="q" : float32[2,3,4,6]
%2 = parameter() key="cos" = random(1) : float32[1,4,3]
%3 = parameter() key="sin" = random(2) : float32[1,4,3])"},
    {"", R"(rotary_embedding(%1, %2, %3, %4) interleaved=true rotary_dim=4
%1 = input() name="q" : float32[2,3,4,6]
%2 = parameter() key="cos" = random(1) : float32[9,2]
%3 = parameter() key="sin" = random(2) : float32[9,2]
%4 = constant() = [0, 1, 2, 3, 5, 6, 7, 8] : int64[2,4])"},
    // Elements of types that ONNX's operators took later, or do not take.
    {"%0 = input() name=\"x\" : int8[2,3]\n", "add(%0, %0)", 0.0},
    {"%0 = input() name=\"x\" : uint8[2,3]\n", "mul(%0, %0)", 0.0},
    {"%0 = input() name=\"x\" : int16[2,3]\n", "relu(%0)", 0.0},
    {"%0 = input() name=\"x\" : int8[2,3]\n", "reduce_sum(%0) axes=[1]", 0.0},
    {"%0 = input() name=\"x\" : int16[1,2,4,4]\n", "max_pool(%0) kernel=[2,2] strides=[2,2] pads=[0,0,0,0] dilations=[1,1]", 0.0},
    {"%0 = input() name=\"x\" : uint16[3,4]\n%1 = input() name=\"z\" : uint16[4,2]\n", "matmul(%0, %1)", 0.0},
};

std::string nodes_of(const Call& each) {
  const std::size_t end = each.call.find('\n');
  const std::string operands = end == std::string_view::npos ? "" : std::string(each.call.substr(end + 1)) + "\n";
  return std::string(each.head) + operands + "%9 = " + std::string(each.call.substr(0, end)) + "\noutput \"y\" %9";
}

void add_calls(std::vector<WrittenCase>& cases) {
  for (const std::string_view product : products) {
    const std::size_t begin = product.find("%9 = ") + 5;
    cases.push_back({product.substr(begin, product.find('(', begin) - begin), std::string(product), 0.0});
  }
  for (const Call& each : calls) cases.push_back({each.call.substr(0, each.call.find('(')), nodes_of(each), each.limit});
}

void add_with_several_outputs(std::vector<WrittenCase>& cases) {
  cases.push_back({"dynamic_quantize", R"(%0 = input() name="x" : float32[3,4]
%9:3 = dynamic_quantize(%0)
output "y" %9
output "scale" %9:1
output "zero_point" %9:2)"});
  cases.push_back({"unique", R"(%0 = constant() = [2, 1, 1, 3, 4, 3] : float32[6]
%9:4 = unique(%0)
output "y" %9
output "indices" %9:1
output "inverse" %9:2
output "counts" %9:3)",
                   0.0});
  constexpr std::string_view heads = R"(%0 = input() name="q" : float32[2,4,3,8]
%1 = input() name="k" : float32[2,2,5,8]
%2 = input() name="v" : float32[2,2,5,6]
)";
  cases.push_back({"attention", std::string(heads) + "%9:4 = attention(%0, %1, %2)\noutput \"y\" %9", 1e-5});
  cases.push_back({"attention", std::string(heads) + R"(%3 = constant() = [true, true, false, true, true] : bool[1,5]
%9:4 = attention(%0, %1, %2, %3)
output "y" %9)",
                   1e-5});
  cases.push_back({"attention", std::string(heads) + R"(%4 = input() name="pk" : float32[2,2,2,8]
%5 = input() name="pv" : float32[2,2,2,6]
%9:4 = attention(%0, %1, %2, none, %4, %5) causal=true scale=0.3
output "y" %9
output "key" %9:1
output "value" %9:2)",
                   1e-5});
}

}  // namespace

std::vector<WrittenCase> cases_of_layers() {
  std::vector<WrittenCase> cases;
  add_recurrent(cases);
  add_control(cases);
  add_on_one_grid(cases);
  add_on_grids(cases);
  add_calls(cases);
  add_with_several_outputs(cases);
  return cases;
}

}  // namespace nnfront::test
