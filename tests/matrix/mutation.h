#ifndef CARELOOP_TESTS_MATRIX_MUTATION_H_
#define CARELOOP_TESTS_MATRIX_MUTATION_H_

#include <google/protobuf/message.h>

#include <random>

namespace careloop::matrix {

// Changes one to three fields of a message, at any depth, into what a client may send by mistake or on purpose:
// nothing, extremes, names and words that mean something elsewhere, thousands of something, text in every state. What
// comes out is always a message that can be read, so that it gets as far as it can.
void Mutate(google::protobuf::Message& message, std::mt19937_64& random);

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_MUTATION_H_
