#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_GLIB_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_GLIB_H_

#include <cairo.h>
#include <pango/pango.h>

#include <memory>

namespace careloop::content {

// Owners of what the C libraries hand out.
struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(PangoAttrList* attributes) const { pango_attr_list_unref(attributes); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Unref>;

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_GLIB_H_
