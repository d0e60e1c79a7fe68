#!lua name=careloop_@SERVICE@_@VERSION@
-- What every function of a service shares. The library's name and the names of its functions end in a hash of this
-- text: two releases can run side by side on one Redis, and neither ever replaces the other's functions.
--
-- KEYS[1] is the hash tag of the service and site, "{m:SITE}"; every key is formed from it, so that one function may
-- change anything of the service in one step. ARGV[1] is the nonce, echoed first: the client delivers no reply without it.

local function define(name, flags, body)
  redis.register_function{
    function_name = '@SERVICE@_' .. name .. '_@VERSION@',
    flags = flags,
    callback = function(keys, args)
      local reply = body(keys[1], args)
      table.insert(reply, 1, args[1])
      return reply
    end,
  }
end

-- define_read(name, body): body(tag, args) returns the list of what is answered.
local function define_read(name, body)
  define(name, {'no-writes'}, function(tag, args) return body(tag, {unpack(args, 2)}) end)
end

-- define_task(name, body): a write that no person asked for and that is safe to repeat by itself.
local function define_task(name, body)
  define(name, {}, function(tag, args) return body(tag, {unpack(args, 2)}) end)
end

-- define_write(name, body): body(tag, args) returns an outcome (a string), or nil and a word that says why it refused.
-- It refuses before its first write. ARGV: nonce, request key, fingerprint, three buckets (the first is written, the
-- others searched, '' is none), time at which the bucket expires, then the body's own arguments.
-- The same request gives the outcome of the first time; another request under the same key is REUSED.
-- Redis 7.0 cannot expire hash fields, so the records of one day and shard share a hash that expires whole.
local FINGERPRINT_BYTES = 16
local function define_write(name, body)
  define(name, {}, function(tag, args)
    local field, fingerprint = args[2], args[3]
    for i = 4, 6 do
      local seen = args[i] ~= '' and redis.call('HGET', tag .. ':idem:' .. args[i], field)
      if seen then
        if string.sub(seen, 1, FINGERPRINT_BYTES) ~= fingerprint then return {'REUSED'} end
        return {'OK', string.sub(seen, FINGERPRINT_BYTES + 1)}
      end
    end
    local outcome, refusal = body(tag, {unpack(args, 8)})
    if not outcome then return {refusal} end
    local bucket = tag .. ':idem:' .. args[4]
    redis.call('HSET', bucket, field, fingerprint .. outcome)
    redis.call('EXPIREAT', bucket, args[7], 'NX')
    return {'OK', outcome}
  end)
end
