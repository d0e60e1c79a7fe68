#include <qpdf/qpdf-c.h>

#include <memory>

#include "absl/strings/str_replace.h"
#include "common/base/strings.h"
#include "services/content/rendering/pdf_file.h"

namespace careloop::content {
namespace {

struct FreeQpdf {
  void operator()(qpdf_data qpdf) const { qpdf_cleanup(&qpdf); }
};
using Qpdf = std::unique_ptr<_qpdf_data, FreeQpdf>;

std::string Escaped(std::string_view text) {
  return absl::StrReplaceAll(ForAbsl(text), {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

std::string Xmp(const PdfTitle& title) {
  return StrCat(
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
      "<dc:format>application/pdf</dc:format>"
      "<dc:language><rdf:Bag><rdf:li>",
      Escaped(title.language),
      "</rdf:li></rdf:Bag></dc:language>"
      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">",
      Escaped(title.title),
      "</rdf:li></rdf:Alt></dc:title>"
      "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
}

void AddMetadata(qpdf_data qpdf, qpdf_oh root, const std::string& xmp) {
  const qpdf_oh stream = qpdf_oh_new_stream(qpdf);
  qpdf_oh_replace_stream_data(qpdf, stream, reinterpret_cast<const unsigned char*>(xmp.data()), xmp.size(),
                              qpdf_oh_new_null(qpdf), qpdf_oh_new_null(qpdf));
  const qpdf_oh dictionary = qpdf_oh_get_dict(qpdf, stream);
  qpdf_oh_replace_key(qpdf, dictionary, "/Type", qpdf_oh_new_name(qpdf, "/Metadata"));
  qpdf_oh_replace_key(qpdf, dictionary, "/Subtype", qpdf_oh_new_name(qpdf, "/XML"));
  qpdf_oh_replace_key(qpdf, root, "/Metadata", stream);
}

void Complete(qpdf_data qpdf, const PdfTitle& title) {
  const qpdf_oh root = qpdf_get_root(qpdf);
  qpdf_oh_replace_key(qpdf, root, "/Lang", qpdf_oh_new_unicode_string(qpdf, title.language.c_str()));
  qpdf_oh_replace_key(qpdf, root, "/ViewerPreferences", qpdf_oh_parse(qpdf, "<< /DisplayDocTitle true >>"));
  AddMetadata(qpdf, root, Xmp(title));
  for (int page = 0; page < qpdf_get_num_pages(qpdf); ++page) {
    qpdf_oh_replace_key(qpdf, qpdf_get_page_n(qpdf, static_cast<size_t>(page)), "/Tabs", qpdf_oh_new_name(qpdf, "/S"));
  }
  if (!title.created) {
    const qpdf_oh info = qpdf_oh_get_key(qpdf, qpdf_get_trailer(qpdf), "/Info");
    qpdf_oh_remove_key(qpdf, info, "/CreationDate");
  }
}

}  // namespace

absl::StatusOr<std::string> CompletePdf(const std::string& pdf, const PdfTitle& title) {
  const Qpdf qpdf(qpdf_init());
  qpdf_silence_errors(qpdf.get());
  qpdf_set_suppress_warnings(qpdf.get(), QPDF_TRUE);
  bool failed = (qpdf_read_memory(qpdf.get(), "rendition", pdf.data(), pdf.size(), nullptr) & QPDF_ERRORS) != 0;
  if (!failed) {
    Complete(qpdf.get(), title);
    failed = (qpdf_init_write_memory(qpdf.get()) & QPDF_ERRORS) != 0;
  }
  if (!failed) {
    qpdf_set_deterministic_ID(qpdf.get(), QPDF_TRUE);
    qpdf_set_object_stream_mode(qpdf.get(), qpdf_o_generate);
    failed = (qpdf_write(qpdf.get()) & QPDF_ERRORS) != 0;
  }
  if (failed || qpdf_has_error(qpdf.get()) == QPDF_TRUE) return absl::InternalError("qpdf failed on a rendition");
  return std::string(reinterpret_cast<const char*>(qpdf_get_buffer(qpdf.get())), qpdf_get_buffer_length(qpdf.get()));
}

}  // namespace careloop::content
