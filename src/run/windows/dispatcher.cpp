// cpr opens no sockets on Windows: the options that ask for one are refused.
#include "run/dispatcher.hpp"

namespace cpr {

Dispatcher::Dispatcher(Loop& loop, Spec spec, const std::vector<WorkerSlot>& slots)
    : spec_(std::move(spec)), slots_(slots), retry_(loop, [] {}) {}

void Dispatcher::resume() {}

void Dispatcher::answered(Worker& /*worker*/, const std::shared_ptr<Handle>& /*connection*/,
                          bool /*accepted*/) {}

void Dispatcher::lost(Worker& /*worker*/) {}

void Dispatcher::close() {}

}  // namespace cpr
