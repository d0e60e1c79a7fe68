-- Who has lost their keys is given no others: see common/crypto/patient_records.h.

-- patient -> ERASED; SOME if there is anything that is encrypted with keys of theirs, else NONE. Alerts are there only with an entry, and
-- what is of these elsewhere, such as in the outbox, only with what it is of.
define_read('records_of', function(tag, args)
  local patient = args[1]
  if is_erased(tag, patient) then return {'ERASED'} end
  local there = redis.call('EXISTS', entry_key(tag, patient), course_key(tag, patient), share_key(tag, patient),
                           tag .. ':agreed:' .. patient)
  return {there > 0 and 'SOME' or 'NONE'}
end)
