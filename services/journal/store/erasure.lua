-- Patients who were erased: what is left of them cannot be decrypted any more.

-- patient -> ''
define_write('erase_patient', function(tag, args)
  redis.call('ZREM', patients_key(tag), args[1])
  redis.call('DEL', grants_key(tag, args[1]))
  return ''
end)
