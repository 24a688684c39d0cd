// Repeated parts of a network as classes of their own.
#pragma once

#include "emit/torch/source.h"

namespace nnfront::emit::torch {

// Takes statements whose sources' names begin alike ("net0_stage1_block0_") and that have one variable coming in and one going out, and
// where several such parts are alike but for numbers, makes a class of them. Parts that follow one another become an nn.Sequential. Members
// of the classes and of what is left get their names.
//
//   x = self.stage1_block0_conv0(x)        class Block(nn.Module): ...
//   x = F.relu(x)                          self.stage1 = nn.Sequential(Block(16), Block(16))
//   x = self.stage1_block0_conv1(x)    ->  x = self.stage1(x)
//   x = self.stage1_block1_conv0(x)
//   ...
void fold(Source& source);

}  // namespace nnfront::emit::torch
