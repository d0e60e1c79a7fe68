-- Patients who were erased: see common/store/erasure.lua, and append.lua for the keys.

-- patient, now, who that was, encrypted -> ''
-- Who it was is said first: what ends is told of them by their id, though their keys may be gone when somebody comes to tell it.
define_write('erase_patient', function(tag, args)
  local patient = args[1]
  mark_erased(tag, patient)
  announce(tag, '.', 'z ' .. patient .. '/- 0 ' .. args[3])
  for _, team in ipairs(redis.call('SMEMBERS', tag .. ':patient:' .. patient .. ':teams')) do
    end_enrolment(tag, team, patient, args[2])
  end
  local caregivers = redis.call('HGETALL', caregivers_key(tag, patient))
  for i = 1, #caregivers, 2 do
    drop_caregiver(tag, patient, caregivers[i])
    announce_caregiver(tag, 'e', patient, caregivers[i])
  end
  return ''
end)
