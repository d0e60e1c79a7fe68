-- Patients who were erased: see common/store/erasure.lua.

-- patient -> ''
define_write('erase_patient', function(tag, args)
  mark_erased(tag, args[1])
  redis.call('ZREM', patients_key(tag), args[1])
  redis.call('DEL', grants_key(tag, args[1]))
  return ''
end)
