-- {tag}:rules          hash, number (1, 2, 3, ... in the order of activation) -> record of a rule set and its activation; the last
--                      one is in force
-- {tag}:rules:version  hash, version of a rule set -> its number

local function rules_key(tag) return tag .. ':rules' end

-- version, record -> number. Refuses with EXISTS.
define_write('rules_activate', function(tag, args)
  local version, record = unpack(args)
  if redis.call('HEXISTS', rules_key(tag) .. ':version', version) == 1 then return nil, 'EXISTS' end
  local number = tostring(redis.call('HLEN', rules_key(tag)) + 1)
  redis.call('HSET', rules_key(tag), number, record)
  redis.call('HSET', rules_key(tag) .. ':version', version, number)
  return number
end)

-- version ('' for the one in force) -> number, record; nothing without such a set.
define_read('rules_get', function(tag, args)
  local number = redis.call('HLEN', rules_key(tag))
  if args[1] ~= '' then number = redis.call('HGET', rules_key(tag) .. ':version', args[1]) end
  local record = number and redis.call('HGET', rules_key(tag), number)
  return record and {tostring(number), record} or {}
end)
