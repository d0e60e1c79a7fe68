#ifndef CARELOOP_TESTS_LEAK_CONTRACT_H_
#define CARELOOP_TESTS_LEAK_CONTRACT_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace careloop::leak {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// Every RPC of every service of protos/. A file there that this program does not know ends it with a message.
const std::vector<const MethodDescriptor*>& AllMethods();
// By "Service/Method".
const MethodDescriptor& MethodNamed(std::string_view name);
std::string PathOf(const MethodDescriptor& method);  // as gRPC calls it
// Whether it is a command, which names its intent; what is none only looks.
bool IsChange(const MethodDescriptor& method);

std::unique_ptr<Message> NewMessage(const Descriptor& type);

// Each field of text or bytes that a message of a type may hold, as "answers.symptom".
std::vector<std::string> TextFieldsOf(const Descriptor& type);
// Each that a message does hold, with its value, for each element of a repeated one.
using UseText = std::function<void(const std::string& field, const std::string& value)>;
void ForEachText(const Message& message, const UseText& use, const std::string& prefix = "");
// Sets one, in the first element of what is repeated; messages on the way are made.
void SetText(Message& message, std::string_view field, const std::string& value);
// The value at "threads.0.name"; empty if there is none.
std::string ValueAt(const Message& message, std::string_view field);

}  // namespace careloop::leak

#endif  // CARELOOP_TESTS_LEAK_CONTRACT_H_
