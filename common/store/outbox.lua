-- The outbox: what has to reach another service, written in the same step as its cause, delivered at least once.
-- {tag}:outbox      sorted set, item id by the time (ms) of its next attempt
-- {tag}:outbox:age  sorted set, item id by the time (ms) it was put
-- {tag}:outbox:item hash, item id -> packed {kind, payload, attempts}, and of one that was given up the time (ms) of that
-- {tag}:outbox:dead sorted set "TIME ID" of what was given up, with scores of 0: in the order of its members

local function outbox_put(tag, id, kind, payload, now)
  redis.call('HSET', tag .. ':outbox:item', id, cmsgpack.pack({kind, payload, 0}))
  redis.call('ZADD', tag .. ':outbox', now, id)
  redis.call('ZADD', tag .. ':outbox:age', now, id)
end

-- Whether it waits to be delivered, or was given up.
local function outbox_has(tag, id) return redis.call('HEXISTS', tag .. ':outbox:item', id) == 1 end

-- now, lease end, most -> for each item: id, kind, payload, attempts (this one included), time it was put.
-- A claimed item is invisible to other relays until the lease ends, so that a relay that dies loses nothing.
define_task('outbox_claim', function(tag, args)
  local items = {}
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', tag .. ':outbox', '-inf', args[1], 'LIMIT', 0, args[3])) do
    local kind, payload, attempts = unpack(cmsgpack.unpack(redis.call('HGET', tag .. ':outbox:item', id)))
    redis.call('ZADD', tag .. ':outbox', args[2], id)
    redis.call('HSET', tag .. ':outbox:item', id, cmsgpack.pack({kind, payload, attempts + 1}))
    items[#items + 1] = {id, kind, payload, attempts + 1, redis.call('ZSCORE', tag .. ':outbox:age', id)}
  end
  return items
end)

-- lease end, ids (one or more): still being delivered. What is no longer waiting does not come back.
define_task('outbox_renew', function(tag, args)
  for i = 2, #args do redis.call('ZADD', tag .. ':outbox', 'XX', args[1], args[i]) end
  return {'OK'}
end)

-- ids (one or more): delivered, also those that another relay has meanwhile given up.
define_task('outbox_done', function(tag, args)
  for _, id in ipairs(args) do
    local packed = redis.call('HGET', tag .. ':outbox:item', id)
    local buried = packed and cmsgpack.unpack(packed)[4]
    if buried then redis.call('ZREM', tag .. ':outbox:dead', buried .. ' ' .. id) end
  end
  redis.call('ZREM', tag .. ':outbox', unpack(args))
  redis.call('ZREM', tag .. ':outbox:age', unpack(args))
  redis.call('HDEL', tag .. ':outbox:item', unpack(args))
  return {'OK'}
end)

-- id, time of the next attempt.
define_task('outbox_retry', function(tag, args)
  redis.call('ZADD', tag .. ':outbox', 'XX', args[2], args[1])
  return {'OK'}
end)

local MS_DIGITS = 13

-- id, now: given up, kept for a person to look at.
define_task('outbox_bury', function(tag, args)
  local id, now = args[1], args[2]
  if redis.call('ZREM', tag .. ':outbox', id) == 1 then
    redis.call('ZREM', tag .. ':outbox:age', id)
    local item = cmsgpack.unpack(redis.call('HGET', tag .. ':outbox:item', id))
    item[4] = now
    redis.call('HSET', tag .. ':outbox:item', id, cmsgpack.pack(item))
    redis.call('ZADD', tag .. ':outbox:dead', 0, now .. ' ' .. id)
  end
  return {'OK'}
end)

-- most, position ('' for the start) -> the position to go on from ('' at the end), then id, attempts, time (ms) it was given up of
-- each item that was; longest ago first.
define_read('outbox_dead', function(tag, args)
  local most, position = tonumber(args[1]), args[2]
  local from = position == '' and '-' or '(' .. position
  local found = redis.call('ZRANGE', tag .. ':outbox:dead', from, '+', 'BYLEX', 'LIMIT', 0, most + 1)
  local rows = {found[most + 1] and found[most] or ''}
  for i = 1, math.min(#found, most) do
    local id = string.sub(found[i], MS_DIGITS + 2)
    rows[#rows + 1] = id
    rows[#rows + 1] = cmsgpack.unpack(redis.call('HGET', tag .. ':outbox:item', id))[3]
    rows[#rows + 1] = string.sub(found[i], 1, MS_DIGITS)
  end
  return rows
end)

-- now, ids: those that were given up are due again, as if they had just been put -> how many
define_write('outbox_revive', function(tag, args)
  local now, revived = args[1], 0
  for i = 2, #args do
    local id = args[i]
    local packed = redis.call('HGET', tag .. ':outbox:item', id)
    local kind, payload, _, buried = unpack(packed and cmsgpack.unpack(packed) or {})
    if buried then
      redis.call('ZREM', tag .. ':outbox:dead', buried .. ' ' .. id)
      outbox_put(tag, id, kind, payload, now)
      revived = revived + 1
    end
  end
  return tostring(revived)
end)

-- -> items waiting, time (ms) the oldest was put ('' if none), items given up.
define_read('outbox_state', function(tag)
  local oldest = redis.call('ZRANGE', tag .. ':outbox:age', 0, 0, 'WITHSCORES')
  return {redis.call('ZCARD', tag .. ':outbox'), oldest[2] or '', redis.call('ZCARD', tag .. ':outbox:dead')}
end)
