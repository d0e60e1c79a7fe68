-- Patients who were erased: what is left of them cannot be decrypted any more.
-- {tag}:erased  set  pseudonyms, for ever: by it a service finishes what was cut short before their keys were destroyed, and
--                    what was on its way then does not bring them back

local function is_erased(tag, patient) return redis.call('SISMEMBER', tag .. ':erased', patient) == 1 end

local function mark_erased(tag, patient) redis.call('SADD', tag .. ':erased', patient) end

-- pseudonyms whose keys are destroyed: an earlier release did not note who was erased.
define_task('note_erased', function(tag, args)
  redis.call('SADD', tag .. ':erased', unpack(args))
  return {'OK'}
end)

-- A define_write of what is a patient's, who comes first of the arguments. Refuses with ERASED: what is recorded as erased takes
-- nothing more, also while its keys cannot be destroyed.
local function define_patient_write(name, body)
  define_write(name, function(tag, args)
    if is_erased(tag, args[1]) then return nil, 'ERASED' end
    return body(tag, args)
  end)
end

-- where to go on ('0': at the front), how many about -> where to go on ('0': that was all), pseudonyms, some perhaps twice
define_read('erased', function(tag, args)
  local found = redis.call('SSCAN', tag .. ':erased', args[1], 'COUNT', args[2])
  local rows = found[2]
  table.insert(rows, 1, found[1])
  return rows
end)
