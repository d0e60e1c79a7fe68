-- Which store this Redis is of: its service keeps something outside Redis that belongs to it alone.
-- {tag}:store-id  string, an id for ever

-- -> the id; '' if it has none
define_read('store_id', function(tag) return {redis.call('GET', tag .. ':store-id') or ''} end)

-- an id for a Redis that has none -> the id that it has then
define_task('store_claim', function(tag, args)
  redis.call('SET', tag .. ':store-id', args[1], 'NX')
  return {redis.call('GET', tag .. ':store-id')}
end)
