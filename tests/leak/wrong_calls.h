#ifndef CARELOOP_TESTS_LEAK_WRONG_CALLS_H_
#define CARELOOP_TESTS_LEAK_WRONG_CALLS_H_

#include "tests/leak/player.h"

namespace careloop::leak {

// Each RPC as the person whose it is, once for each of its fields and each way to spoil one, with a marker in it: too
// long, with a control character, of the wrong form, a name of nothing, what looks like a patient's name, not UTF-8,
// and under a request id that is taken.
void SpoilEveryField(Player& player, const People& people, Markers& markers);

// Tokens of every kind that is refused, with markers in their claims, and as no token at all; metadata; RPCs and
// services that there are not; requests that are no messages.
void SpoilWhatIsAroundRequests(Player& player, const People& people, Markers& markers);

// Everything that was only looked at, by each of the others: as it was asked, and of what is their own.
void LookAsOthers(Player& player, const People& people);

}  // namespace careloop::leak

#endif  // CARELOOP_TESTS_LEAK_WRONG_CALLS_H_
