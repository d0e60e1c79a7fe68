// An include that keeps to the layers.
#include "common/base/ids.h"
