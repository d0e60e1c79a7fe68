#ifndef CARELOOP_TESTS_MATRIX_WATCHING_H_
#define CARELOOP_TESTS_MATRIX_WATCHING_H_

#include "tests/matrix/cell.h"
#include "tests/matrix/desk.h"
#include "tests/matrix/world.h"

namespace careloop::matrix {

inline bool IsWatch(const Rpc& rpc) { return rpc.method->name() == "Watch"; }

// A Watch of somebody whom their token lets in: all that it tells from a moment on, after which P sends a message, up
// to an event of the watcher's own that comes after it. So what is not in the answer is not told at all.
Answer Watch(const Desk& desk, const CommonGround& ground, const World& world, const Cell& cell,
             const Authorization& authorization);

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_WATCHING_H_
