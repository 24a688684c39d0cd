// Functions of one number that the C++ library lacks, to a few units in the last place of double.
#pragma once

namespace nnfront::ops {

// y with erf(y) = x; infinite for 1 and -1, NaN beyond.
double inverse_erf(double x);
// The derivative of the logarithm of the gamma function; -inf for 0 (inf for -0), NaN for negative whole numbers and -inf.
double digamma(double x);
// log(|gamma(x)|), without the sign that std::lgamma leaves in a global variable.
double log_gamma(double x);

}  // namespace nnfront::ops
