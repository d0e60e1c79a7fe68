template <typename Message>
void Stamp(Message& message) {
  message.mutable_disclaimer()->set_version(1);
}
