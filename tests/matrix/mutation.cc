#include "tests/matrix/mutation.h"

#include <iterator>
#include <limits>
#include <string>
#include <vector>

namespace careloop::matrix {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

const std::string kTexts[] = {"",
                              " ",
                              "-",
                              "patients/-",
                              "patients/p-1/entries/1",
                              "patients//threads/",
                              "careTeams/../x",
                              "publications/2147483648/revisions/99999999999999999999",
                              "symptoms/nausea",
                              "{{patient}} {{",
                              "</p><script>",
                              "Europe/Nowhere",
                              "2026-02-30",
                              "-P1D",
                              std::string("a\0b", 3),
                              "\xe2\x80\xae\xe2\x80\x8b",
                              "a\nb\rc\td",
                              "\xf0\x9f\xa9\xba\xcc\x81",
                              "1:1:1:1",
                              "*",
                              "(",
                              "[",
                              "+inf",
                              std::string(300, 'x'),
                              std::string(70'000, 'y')};
constexpr int64_t kNumbers[] = {0,
                                1,
                                -1,
                                2,
                                99,
                                201,
                                1'000'001,
                                std::numeric_limits<int32_t>::max(),
                                std::numeric_limits<int32_t>::min(),
                                253'402'300'799,
                                253'402'300'800,
                                -62'135'596'801,
                                std::numeric_limits<int64_t>::max(),
                                std::numeric_limits<int64_t>::min()};
const double kReals[] = {
    0, -1, 36.6, 98.6, 1e300, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};

template <typename List>
const auto& OneOf(const List& list, std::mt19937_64& random) {
  return std::data(list)[random() % std::size(list)];
}

// Sets or, of a repeated one, adds.
void Put(Message& message, const FieldDescriptor* field, std::mt19937_64& random) {
  const Reflection& fields = *message.GetReflection();
  const bool many = field->is_repeated();
  const auto put = [&](auto add, auto set, auto value) {
    many ? (fields.*add)(&message, field, value) : (fields.*set)(&message, field, value);
  };
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return put(&Reflection::AddString, &Reflection::SetString, std::string(OneOf(kTexts, random)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return put(&Reflection::AddBool, &Reflection::SetBool, random() % 2 == 0);
    case FieldDescriptor::CPPTYPE_INT32:
      return put(&Reflection::AddInt32, &Reflection::SetInt32, static_cast<int32_t>(OneOf(kNumbers, random)));
    case FieldDescriptor::CPPTYPE_INT64:
      return put(&Reflection::AddInt64, &Reflection::SetInt64, OneOf(kNumbers, random));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return put(&Reflection::AddDouble, &Reflection::SetDouble, OneOf(kReals, random));
    case FieldDescriptor::CPPTYPE_ENUM:
      return put(&Reflection::AddEnumValue, &Reflection::SetEnumValue, static_cast<int>(random() % 12) - 1);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      Mutate(many ? *fields.AddMessage(&message, field) : *fields.MutableMessage(&message, field), random);
      return;
    default:
      return;
  }
}

void Repeat(Message& message, const FieldDescriptor* field, std::mt19937_64& random) {
  const Reflection& fields = *message.GetReflection();
  const int size = fields.FieldSize(message, field);
  if (size == 0 || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    for (int i = 0; i < 300; ++i) Put(message, field, random);
    return;
  }
  for (int i = 0; i < 300; ++i) {
    fields.AddMessage(&message, field)->CopyFrom(fields.GetRepeatedMessage(message, field, i % size));
  }
}

void MutateField(Message& message, const FieldDescriptor* field, std::mt19937_64& random) {
  const Reflection& fields = *message.GetReflection();
  const bool there = field->is_repeated() ? fields.FieldSize(message, field) > 0 : fields.HasField(message, field);
  if (there && random() % 8 == 0) return fields.ClearField(&message, field);
  if (field->is_repeated() && random() % 8 == 0) return Repeat(message, field, random);
  if (there && field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return Mutate(*fields.MutableRepeatedMessage(&message, field, 0), random);
  }
  Put(message, field, random);
}

}  // namespace

void Mutate(Message& message, std::mt19937_64& random) {
  const auto* type = message.GetDescriptor();
  if (type->field_count() == 0) return;
  for (uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
    MutateField(message, type->field(static_cast<int>(random() % type->field_count())), random);
  }
}

}  // namespace careloop::matrix
