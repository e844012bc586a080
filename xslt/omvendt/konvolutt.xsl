<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!--
  Konvolutten i BEST/EDU, av adresseringen i SBD-en. Navn og e-postadresser har ingen plass der.
-->
<xsl:stylesheet version="1.0"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform">

  <!--
    Parametre: samtale (conversationId), avsender og mottaker (organisasjonsnumre),
               avsender-ref, mottaker-ref (referansene; kan være tomme)
  -->
  <xsl:template name="omvendt-konvolutt">
    <xsl:param name="samtale"/>
    <xsl:param name="avsender"/>
    <xsl:param name="mottaker"/>
    <xsl:param name="avsender-ref"/>
    <xsl:param name="mottaker-ref"/>
    <envelope conversationId="{$samtale}" contentNamespace="http://www.arkivverket.no/Noark4-1-WS-WD/types">
      <sender>
        <orgnr>
          <xsl:value-of select="$avsender"/>
        </orgnr>
        <xsl:if test="$avsender-ref != ''">
          <ref>
            <xsl:value-of select="$avsender-ref"/>
          </ref>
        </xsl:if>
      </sender>
      <receiver>
        <orgnr>
          <xsl:value-of select="$mottaker"/>
        </orgnr>
        <xsl:if test="$mottaker-ref != ''">
          <ref>
            <xsl:value-of select="$mottaker-ref"/>
          </ref>
        </xsl:if>
      </receiver>
    </envelope>
  </xsl:template>

</xsl:stylesheet>
