-- Lists in the order of time. A chronology is a sorted set whose scores are all 0, so that its order is that of its members,
-- "TIME:ID". A TIME is 16 digits: microseconds since 1900. A member also is the position after it, where a page goes on.

local TIME_DIGITS = 16
local CHUNK = 256
local MOST_LOOKED_AT = 4096 -- in one step: Redis does nothing else meanwhile

local function time_of(member) return string.sub(member, 1, TIME_DIGITS) end
local function id_of(member) return string.sub(member, TIME_DIGITS + 2) end

-- Up to `count` members between max and min (as ZRANGE BYLEX takes them), latest first, that `accepts`, and the position to go
-- on from, '' at the end.
local function latest_first(key, max, min, count, accepts)
  local found, looked, chunk = {}, 0, nil
  repeat
    chunk = redis.call('ZRANGE', key, max, min, 'BYLEX', 'REV', 'LIMIT', 0, CHUNK)
    for _, member in ipairs(chunk) do
      if accepts(member) then
        if #found == count then return found, found[count] end
        found[#found + 1] = member
      end
    end
    if #chunk < CHUNK then return found, '' end
    looked = looked + CHUNK
    max = '(' .. chunk[CHUNK]
  until looked >= MOST_LOOKED_AT
  return found, chunk[CHUNK]
end

local function everything() return true end
