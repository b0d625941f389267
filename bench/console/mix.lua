-- What people at the queue ask for, each over one connection that stays: `RESULT=FOLDER wrk -tN -cN -s mix.lua URL -- TOKENS THINK_MS`.
-- TOKENS has a token a line, one for each thread; THINK_MS is how long somebody looks at a page on average, 0 for not at all.  Each thread writes
-- a file into RESULT, a line a request: kind, status, milliseconds, from before it is written to after its answer was read, waiting for a free
-- core included.
--
-- A person opens a list (a hundred rows, as the console does), of those some leads one after another, each as the page of a lead does: the lead,
-- its lock, what stands beside it, two pictures, that it is looked at, that it is left.  Between pages there is a pause.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds, nanoseconds; } markwarden_time;
  int clock_gettime(int clock, markwarden_time *time);
]]
local time = ffi.new("markwarden_time")
local function millis()
  ffi.C.clock_gettime(1, time)
  return tonumber(time.seconds) * 1e3 + tonumber(time.nanoseconds) / 1e6
end

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("person", threads)
end

local todo, leads, sellers, rights = {}, {}, {}, {}
local think, token = 0, ""
local asked, began, next_page, log = nil, 0, nil, nil

function init(args)
  math.randomseed(person * 7919)
  local line = 0
  for text in io.lines(args[1]) do
    line = line + 1
    if line == person then token = text end
  end
  think = tonumber(args[2])
  log = assert(io.open(os.getenv("RESULT") .. "/" .. person, "w"))
  log:setvbuf("line")  -- nobody closes it
end

local function any(list) return list[math.random(#list)] end
local function list(kind, query) return {kind = "list: " .. kind, path = "/flags?" .. query .. "&limit=100", page = true} end

-- As often as people do it; most of them take the queue as it comes.
local function plan_list()
  local at = math.random()
  if next_page and at < 0.15 then return list("the next page", next_page.query .. "&cursor=" .. next_page.cursor) end
  if at < 0.40 then return list("new, by priority", "view=new") end
  if at < 0.46 then return list("by evidence or time", "view=new&sort=" .. any({"db", "newest", "oldest"})) end
  if at < 0.56 and #rights > 0 then return list("one right", "view=new&right=" .. any(rights) .. any({"", "&sort=db"})) end
  if at < 0.62 then return list("one region", "view=new&region=" .. any({"23", "2301", "231002", "1101", "440305"})) end
  if at < 0.67 then return list("one platform", "view=" .. any({"new", "held"}) .. "&platform=market" .. math.random(8)) end
  if at < 0.72 and #sellers > 0 then return list("one seller", "view=new&seller=" .. any(sellers)) end
  if at < 0.76 then return list("a reason code", "view=new&reason=" .. any({"low_price", "picture_copy", "disguised_name", "off_platform"})) end
  if at < 0.79 then return list("strong evidence", "view=new&min_db=" .. math.random(20, 35)) end
  if at < 0.82 then return list("part of a title", "view=new&q=" .. any({"%E5%8C%97%E6%9E%9C", "VEL", "%E9%87%8F%E8%B4%A9", "nothing"})) end
  if at < 0.85 then return list("by picture", "view=new&group=picture") end
  if at < 0.88 then return list("by seller", "view=new&group=seller") end
  return list("other views", "view=" .. any({"mine", "second_look", "held", "overdue", "cleared", "dismissed", "in_case"}))
end

local function plan()
  if #leads == 0 then
    todo[1] = plan_list()
    -- Whoever comes back to the queue has its filters filled again.
    for _, path in ipairs({"/queue/counts", "/queue/filters", "/rights?limit=200", "/watches", "/sources"}) do
      todo[#todo + 1] = {kind = "beside a list: " .. path:match("^/([%a/]+)"), path = path}
    end
    return
  end
  local lead = table.remove(leads)
  local at = "/flags/" .. lead.id
  todo = {{kind = "lead", path = at, page = true}, {kind = "lead: its lock", path = at .. "/lock", method = "POST"}, {kind = "lead: its context", path = at .. "/context"}}
  if lead.picture then todo[#todo + 1] = {kind = "picture", path = "/pictures/" .. lead.picture} end
  todo[#todo + 1] = {kind = "lead: looked at", path = at .. "/looks", method = "POST", body = '{"act":"show","way":"page"}'}
  todo[#todo + 1] = {kind = "lead: looked at", path = at .. "/looks", method = "POST", body = '{"act":"hide","way":"page"}', page = true}
  todo[#todo + 1] = {kind = "lead: left", path = at .. "/lock", method = "DELETE"}
end

function delay()
  if #todo == 0 then plan() end
  if not todo[1].page then return 0 end
  return math.floor(think * (0.5 + math.random()))
end

function request()
  if #todo == 0 then plan() end
  asked = table.remove(todo, 1)
  local headers = {Authorization = "Bearer " .. token, ["Content-Type"] = asked.method == "POST" and "application/json" or nil}
  local text = wrk.format(asked.method or "GET", "/api/v1" .. asked.path, headers, asked.method == "POST" and (asked.body or "{}") or nil)
  began = millis()
  return text
end

function response(status, headers, body)
  local took = millis() - began
  local kind = asked.kind
  log:write(kind, "\t", status, "\t", string.format("%.2f", took), "\n")
  if kind:sub(1, 5) ~= "list:" or status ~= 200 then return end
  local query = asked.path:match("?(.*)&limit"):gsub("&cursor=.*", "")
  local cursor = body:sub(-80):match('"next":"([^"]+)"')
  next_page = cursor and {query = query, cursor = cursor} or nil
  local seen = {}
  for id, rest in body:gmatch('"id":"(%d+)","lock"(.-)"url"') do
    seen[#seen + 1] = {id = id, picture = rest:match('"picture":"(%x+)"')}
    local seller, right = rest:match('"seller_id":"(%d+)"'), rest:match('"right":{"id":"(%d+)"')
    if seller and #sellers < 500 then sellers[#sellers + 1] = seller end
    if right and #rights < 500 then rights[#rights + 1] = right end
  end
  -- Nobody takes all; colleagues do not take the same.
  for _ = 1, math.min(#seen, 4) do leads[#leads + 1] = table.remove(seen, math.random(#seen)) end
end

function done(summary)
  local errors = summary.errors
  local file = assert(io.open(os.getenv("RESULT") .. "/end", "w"))
  file:write(summary.duration / 1e6, "\t", errors.connect + errors.read + errors.write + errors.timeout, "\n")
  file:close()
end
