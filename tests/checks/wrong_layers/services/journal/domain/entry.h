// A wrong arrow and a library outside its room, which check_layers.py has to find: the check's own test.
#include <hiredis/hiredis.h>

#include "common/redis/client.h"
