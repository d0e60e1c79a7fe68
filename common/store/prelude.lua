#!lua name=careloop_@SERVICE@_@VERSION@
-- What every function of a service shares. The library's name and the names of its functions end in a hash of this
-- text: two releases can run side by side on one Redis, and neither ever replaces the other's functions.
--
-- KEYS[1] is the hash tag of the service and site, "{m:SITE}"; every key is formed from it, so that one function may
-- change anything of the service in one step. ARGV[1] is the nonce, echoed first: the client delivers no reply without it.

-- What is stored may have been made into something else by a stranger's hand, over which a body fails. That is said with the nonce,
-- like a reply: so the client sees that all is in step and keeps the connection, on which others wait. What ails Redis itself it has
-- said before a function begins.
local function define(name, flags, body)
  redis.register_function{
    function_name = '@SERVICE@_' .. name .. '_@VERSION@',
    flags = flags,
    callback = function(keys, args)
      local nonce = table.remove(args, 1)
      local done, reply = pcall(body, keys[1], args)
      if not done then return redis.error_reply('FAILED ' .. nonce .. ' ' .. reply) end
      table.insert(reply, 1, nonce)
      return reply
    end,
  }
end

-- define_read(name, body): body(tag, args) returns the list of what is answered.
local function define_read(name, body) define(name, {'no-writes'}, body) end

-- define_task(name, body): a write that no person asked for and that is safe to repeat by itself.
local function define_task(name, body) define(name, {}, body) end

-- The access log, whose entries only the service can read and make:
-- {tag}:audit           stream  0-n: record n, n = 1, 2, 3, ...; a: the entry
-- {tag}:audit:of:NAME   stream  0-n: somebody else's access to what is a patient's has left record n; NAME is their pseudonym
-- {tag}:audit:denied    stream  the same of what was denied, the latest
-- {tag}:audit:aside     stream  where the log goes on when a stranger has put into {tag}:audit an id that no number can follow: what
--                               is there counts as one record more, and the numbers go on after it
-- Up to where numbers are taken for numbers of ours: in {tag}:audit, and in {tag}:audit:aside, which may begin after that.
local LAST_PLACE, LAST_PLACE_ASIDE = '0-999999999999999', '0-9007199254740991'
-- After this the stream takes no number any more.
local CLOSED_PLACE = '1-0'

local function audit_last(key)
  local last = redis.call('XREVRANGE', key, LAST_PLACE, '-', 'COUNT', 1)[1]
  return last and tonumber(string.sub(last[1], 3)) or 0
end

local function audit_aside(tag, entry)
  local aside, place = tag .. ':audit:aside', '0-*'
  if redis.call('EXISTS', aside) == 0 then place = string.format('0-%.0f', audit_last(tag .. ':audit') + 2) end
  return redis.call('XADD', aside, place, 'a', entry)
end

-- Appends an entry ('': none), and its number to lists (their names, each followed by a space). A list of a log that somebody has
-- removed since refuses the lower number; a change that is made must not fail for that, or its repetition would make it again.
local function audit_append(tag, entry, lists)
  if entry == '' then return end
  local place = redis.pcall('XADD', tag .. ':audit', '0-*', 'a', entry)
  local is_taken = type(place) ~= 'table'
  if not is_taken or #place > #LAST_PLACE then
    if is_taken then redis.pcall('XADD', tag .. ':audit', CLOSED_PLACE, 'a', '') end -- or each one would be stored here too
    place = audit_aside(tag, entry)
  end
  for name in string.gmatch(lists, '%S+') do redis.pcall('XADD', tag .. ':audit:of:' .. name, place, 's', '') end
end

local FINGERPRINT_BYTES, REQUEST_ARGUMENTS = 16, 8

-- The reply to a request that was answered before, nil to a new one; then whether today's bucket is known to expire. The arguments
-- are those of define_write.
local function earlier_reply(tag, field, fingerprint, today, yesterday, neighbour)
  local found = redis.call('HMGET', tag .. ':idem:' .. today, field, '.')
  local seen = found[1]
  seen = seen or redis.call('HGET', tag .. ':idem:' .. yesterday, field)
  seen = seen or neighbour ~= '' and redis.call('HGET', tag .. ':idem:' .. neighbour, field)
  if not seen then return nil, found[2] end
  if string.sub(seen, 1, FINGERPRINT_BYTES) ~= fingerprint then return {'REUSED'} end
  return {'OK', string.sub(seen, FINGERPRINT_BYTES + 1)}
end

-- That reply, nothing to a new request: for a command that has to ask another service before its function can run, which a
-- repetition must not do again. ARGV: nonce, then as define_write reads them.
define_read('earlier', function(tag, args) return earlier_reply(tag, unpack(args)) or {} end)

-- define_write(name, body): body(tag, args) returns an outcome (a string), or nil and a word that says why it refused.
-- It refuses before its first write. ARGV: nonce, the body's own arguments, then request key, fingerprint, three buckets (the
-- first is written, the others searched, '' is none), the time at which the bucket expires, entry and lists for audit_append; the
-- body does not see these. The same request gives the outcome of the first time; another request under the same key is REUSED.
-- What is refused is not recorded, and what is repeated not again; but somebody else who repeats a change of what is a patient's is
-- answered with what is there by now, which is a look of its own.
-- Redis 7.0 cannot expire hash fields, so the records of one day and shard share a hash that expires whole; its field '.' says
-- that it will, which is cheaper to see than to set the expiry again.
local function define_write(name, body)
  define(name, {}, function(tag, args)
    local field, fingerprint, today, yesterday, neighbour, expires, entry, lists = unpack(args, #args - REQUEST_ARGUMENTS + 1)
    for i = #args, #args - REQUEST_ARGUMENTS + 1, -1 do args[i] = nil end
    local earlier, expiring = earlier_reply(tag, field, fingerprint, today, yesterday, neighbour)
    if earlier then
      if earlier[1] == 'OK' and lists ~= '' then audit_append(tag, entry, lists) end
      return earlier
    end
    local outcome, refusal = body(tag, args)
    if not outcome then return {refusal} end
    pcall(audit_append, tag, entry, lists)  -- what was done to the log is found when it is sealed; the change is made
    local bucket = tag .. ':idem:' .. today
    redis.call('HSET', bucket, field, fingerprint .. outcome)
    if not expiring then
      redis.call('HSET', bucket, '.', '')
      redis.call('EXPIREAT', bucket, expires)
    end
    return {'OK', outcome}
  end)
end
