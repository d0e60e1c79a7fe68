-- Entries of whole periods, for answers that are made of many.

-- Number and record of each live entry in the ranges (a TIME from and a TIME to for each; disjoint, earliest first) that `accepts`,
-- earliest first; the one word TOO_MANY if there are more than `most` to look at.
local function read_periods(tag, patient, most, bounds, accepts)
  local rows, looked = {}, 0
  local some_retracted = redis.call('HLEN', entry_key(tag, patient) .. ':retracted') > 0
  for i = 1, #bounds, 2 do
    local members = redis.call('ZRANGE', entry_chronology(tag, patient), '[' .. bounds[i], '(' .. bounds[i + 1], 'BYLEX', 'LIMIT', 0,
                               most - looked + 1)
    looked = looked + #members
    if looked > most then return {'TOO_MANY'} end
    for _, member in ipairs(members) do
      local number = id_of(member)
      if accepts(member) and not (some_retracted and retraction_of(tag, patient, number)) then
        rows[#rows + 1] = number
        rows[#rows + 1] = record_in(redis.call('HGET', entry_key(tag, patient), number))
      end
    end
  end
  return rows
end

-- patient, most, bounds -> as read_periods.
define_read('period_entries', function(tag, args)
  return read_periods(tag, args[1], tonumber(args[2]), {unpack(args, 3)}, everything)
end)

-- patient, most, TIME now, how many bounds, bounds, teams -> as read_periods, of what a share in force covers; the one word NO_SHARE if
-- there is none.
define_read('period_entries_shared', function(tag, args)
  local patient, most, now, count = unpack(args)
  local bounds = {unpack(args, 5, 4 + tonumber(count))}
  local grants = grants_in_force(tag, patient, now, set_of(args, 5 + tonumber(count)))
  if not grants then return {'NO_SHARE'} end
  return read_periods(tag, patient, tonumber(most), bounds, function(member)
    return covered(grants, time_of(member), id_of(member))
  end)
end)
